using System.CommandLine;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>
/// <c>smp demo</c>: the races that the three modules are known for, for somebody who sees this for the first time: one
/// found, shown, replayed, and proved absent where it cannot be; the others more briefly (<see cref="DemoRaces"/>). All of
/// it is computed while it is told; where it comes out otherwise, that is said.
/// </summary>
internal sealed class DemoCommand
{
    private const string Race = "sleep/SLP-1";
    private const string Twin = "sleep/SLP-1.fixed";
    private const string Where = "S26";

    private readonly Terminal _out;
    private readonly Terminal _error;
    private readonly CancellationToken _cancel;
    private readonly Catalogue _catalogue = new();

    private readonly Action<ISubject, Computer> _made;

    private DemoCommand(Shell shell, Action<ISubject, Computer> made, CancellationToken cancel)
    {
        _made = made;
        _out = shell.Out;
        _error = shell.Error;
        _cancel = cancel;
    }

    internal static Command Create(Shell shell)
    {
        var command = new ToolCommand(
            "demo",
            "Races from end to end: found, shown, replayed, and proved absent where they cannot be.",
            "smp demo",
            "smp demo > demo.txt");
        var patience = Options.Watchdog();
        command.Add(patience);
        command.SetAction(parse =>
        {
            using var interrupts = new Interrupts(shell.Error);
            var watchdog = new Watchdog(new Sources(parse, shell.Variable).Read(patience, Values.Watchdog, Watchdog.DefaultLimit));
            return watchdog.Run(new DemoCommand(shell, watchdog.Saw, interrupts.Token).Run);
        });
        return command;
    }

    private int Run()
    {
        try
        {
            var found = Find();
            Again(found);
            Prove();
            int next = new DemoRaces(_out, _error, _catalogue, _cancel, _made).Tell(Race);
            new DemoEngines(_out, _error, _catalogue, _cancel, _made).Tell(next);
            GoOn();
            return ExitCodes.Nothing;
        }
        catch (OperationCanceledException)
        {
            _out.Line();
            _out.Line("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (DemoFailedException e)
        {
            _out.Line();
            _out.Line(new("This is not how the demo goes: ", Styles.Bad), new(e.Message));
            _out.Line("The testbed is at fault, or this build of it; nothing is said about the module.");
            return ExitCodes.TestbedFailed;
        }
    }

    private FoundFinding Find()
    {
        var environment = Environments.Find(Where)!;
        _out.Paragraph(
            "Smp runs a kernel module on a simulated computer and tries, one after the other, the orders in which things can "
            + "happen there.");
        Heading("1. A race");
        _out.Paragraph(
            "The module sleep.c has a file in /proc that one process at a time may hold; a second one has to wait. On this stage "
            + $"cat and tail both open it. The computer: {environment.Summary} ({Where}). Can both hold it at once?");
        var result = Hunt(Race, environment);
        if (result.Verdict != Verdict.Found || result.Findings[0].Bug is not { } bug)
        {
            throw new DemoFailedException(Told(result));
        }

        var finding = result.Findings[0];
        _out.Line();
        _out.Line(
            new("Yes: ", Styles.Bad),
            new($"schedule {Numbers.Grouped(finding.FirstHit)} of the {finding.Strategy} search shows it, after "
                + $"{Numbers.Duration(TimeSpan.FromMilliseconds(result.ElapsedMs))}. The catalogue calls it {bug}."));
        _out.Paragraph("Each column is a CPU, each row a step, and time runs downwards. The marked steps are the race"
            + (finding.Passing is null ? "." : $"; {(_out.Ascii ? '#' : '◆')} decided it."));
        _out.Line();
        ColumnsPrinter.Print(_out, FoundTrace.Of(result, finding));
        return finding;
    }

    private void Again(FoundFinding found)
    {
        Heading("2. The same again");
        _out.Paragraph("Races are hard to catch twice. This one is not: the token above is the schedule, and gives the same run everywhere.");
        if (!Token.TryParse(found.Token.ToString(), out var token, out string? error))
        {
            throw new DemoFailedException(error);
        }

        var replay = Replay.Run(ReplayCommand.Subject(token, new KnownScenarios([]), made: _made), token);
        if (replay.Outcome != ReplayOutcome.Reproduced || replay.Report!.Id != found.Id || !replay.EventHashMatches)
        {
            throw new DemoFailedException($"the replay of {token} ended as {replay.Outcome}, {replay.Divergence?.Message ?? "with other events"}");
        }

        _out.Line(new Piece($"replayed: same finding, same event stream {replay.Recording.EventHash:x16}", Styles.Good));
    }

    private void Prove()
    {
        Heading("3. Where it cannot happen");
        _out.Paragraph("A search that has tried everything and found nothing is a proof. The same two processes, on all computers there are:");
        _out.Line();
        ListCommand.EnvironmentLines(Environments.All, _out);
        _out.Line();
        var asItIs = HuntEverywhere(Race);
        _out.Line(new Piece($"The module as it is ({Race})", Styles.Strong));
        DemoTable.Print(_out, asItIs);
        _out.Line();
        var corrected = HuntEverywhere(Twin);
        _out.Line(new Piece($"The corrected module ({Twin}), on the same stage", Styles.Strong));
        DemoTable.Print(_out, corrected);
        _out.Line();
        Check(asItIs, corrected);
        _out.Paragraph(
            $"So {asItIs.First(r => r.Verdict == Verdict.Found).Findings[0].Bug} can happen in {Names(asItIs, Verdict.Found)} and cannot in "
            + $"{Names(asItIs, Verdict.NoneExhaustive)}; with the corrected module it can happen in none of them.");
    }

    private void GoOn()
    {
        Heading("Go on from here (in a clone of the repository, smp is ./smp)");
        (string Command, string Words)[] next =
        [
            ("smp replay TOKEN --format messages", "the same run as messages between actors (TOKEN: as above)"),
            ("smp replay TOKEN --format dmesg", "the same run as the kernel would log it"),
            ($"smp explore {Race} --keep-going", "every way in which it can go wrong, in all environments"),
            ("smp matrix --twins", "every known bug, everywhere, and its twin's proofs"),
            ("smp list", "all scenarios"),
        ];
        int width = next.Max(n => n.Command.Length);
        foreach (var (command, words) in next)
        {
            _out.Line(new("  " + command.PadRight(width), Styles.Link), new($"  {words}"));
        }
    }

    private List<HuntResult> HuntEverywhere(string scenario)
        => [.. Environments.All.Select(environment => Hunt(scenario, environment))];

    private HuntResult Hunt(string name, KernelProfile environment)
    {
        var scenario = _catalogue.Find(name) ?? throw new DemoFailedException($"there is no scenario {name}");
        using var progress = new ProgressLine(_error, $"{name}  {environment.Name}");
        var result = new Hunt(new ScenarioSubject(scenario, environment, made: _made), new HuntOptions())
            .Run(_error.IsLive ? progress : null, _cancel);
        _cancel.ThrowIfCancellationRequested();
        return result;
    }

    /// <summary>Whether it came out as the demo tells it.</summary>
    private static void Check(IReadOnlyList<HuntResult> asItIs, IReadOnlyList<HuntResult> corrected)
    {
        foreach (var result in asItIs)
        {
            bool isRight = result.Environment switch
            {
                Where => result.Verdict == Verdict.Found,
                "U0" or "B20" => result.Verdict == Verdict.NoneExhaustive,
                _ => result.Verdict is Verdict.Found or Verdict.NoneExhaustive,
            };
            if (!isRight)
            {
                throw new DemoFailedException(Told(result));
            }
        }

        if (corrected.FirstOrDefault(r => r.Verdict != Verdict.NoneExhaustive) is { } wrong)
        {
            throw new DemoFailedException(Told(wrong));
        }
    }

    private static string Told(HuntResult result)
        => $"{result.Scenario} in {result.Environment}: {ResultText.Of(result.Verdict)}{ResultText.Of(result)}";

    private static string Names(IEnumerable<HuntResult> results, Verdict verdict)
    {
        var names = results.Where(r => r.Verdict == verdict).Select(r => r.Environment).ToList();
        return names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    private void Heading(string text)
    {
        _out.Line();
        _out.Line(new Piece(text, Styles.Strong));
    }
}
