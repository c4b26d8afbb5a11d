using System.CommandLine;
using Smp.Actors;
using Smp.Exploration;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Cli;

/// <summary><c>smp replay</c>: runs a schedule again and shows what happens in it.</summary>
internal static class ReplayCommand
{
    internal static Command Create(Shell shell)
    {
        var what = new Argument<string>("TOKEN|FILE") { Description = "A token, or a JSON trace with its token" };
        var format = Options.Text("--format", "F", $"{string.Join(", ", Exporters.All.Select(e => e.Name))} [default: {Exporters.Default.Name}]");
        var output = Options.Text("--output", "FILE", "Write the trace there instead of on standard output", "-o");
        var engine = Options.Text("--engine", "E", "Who follows the schedule: smp, or coyote, and the events are compared [default: smp]");
        var host = Options.Text("--host", "H", "Where the actors live: smp or akka [default: smp]");
        var passing = Options.Flag("--passing", "Show the nearest schedule that passes: it differs in one decision, which is marked");
        var assembly = Options.Assembly();
        var patience = Options.Watchdog();
        var command = new ToolCommand(
            "replay",
            "Run the schedule of a token again and show it. Exit 1: reproduced; 0: followed, finding gone; 4: diverged.",
            "smp replay TOKEN --passing",
            "smp replay trace.json --format html -o race.html") { what, format, output, engine, host, passing, assembly, patience };
        command.SetAction(parse =>
        {
            var from = new Sources(parse, shell.Variable);
            var exporter = from.Read(format, Exporter, Exporters.Default);
            var input = TokenInput.Of(parse.GetValue(what)!);
            var hosting = from.Read(host, Engines.Host, DeterministicHosting.Instance);
            var follower = from.Read(engine, given => Engines.Engine(given, null), null);
            var known = new KnownScenarios(from.Many(assembly));
            var file = from.One(output) is { } path ? OutputFile.At(path.Text, "-o") : null;
            var watchdog = new Watchdog(from.Read(patience, Values.Watchdog, Watchdog.DefaultLimit));
            return watchdog.Run(
                () => Run(input, Subject(input.Token, known, hosting, watchdog.Saw), follower, exporter, file, from.Flag(passing), shell));
        });
        return command;
    }

    /// <summary>What a token is a token of.</summary>
    /// <exception cref="UsageException">There is no such scenario or environment here.</exception>
    internal static ScenarioSubject Subject(
        Token token, KnownScenarios known, IHosting? hosting = null, Action<ISubject, Computer>? made = null)
    {
        const string Where = "the token";
        var scenario = known.Find(new Given(token.Scenario, Where));
        var environment = KnownScenarios.Environment(new Given(token.Environment, Where));
        if (!scenario.Environments.Contains(environment))
        {
            throw new UsageException(
                $"{Where}: {scenario.Name} cannot be explored in {environment.Name}, only in {KnownScenarios.Names(scenario.Environments)}");
        }

        return ScenarioSubject.TryParseGranularity(token.Granularity, out string granularity, out bool faults)
            ? new ScenarioSubject(scenario, environment, faults, granularity, hosting, made)
            : throw new UsageException($"{Where}: unknown granularity '{Given.Printed(token.Granularity)}'");
    }

    /// <summary>Has the engine follow the token as well: it must come to the same events.</summary>
    /// <exception cref="MachineException">It does not.</exception>
    private static string Followed(IEngine engine, ScenarioSubject subject, Token token, ReplayResult replay)
    {
        var followed = engine.Follow(subject, token);
        string who = $"{engine.Name} {engine.Version}{(subject.Host == ISubject.BuiltInHost ? "" : $" on {subject.Host}")}";
        if (followed.EventHash != replay.Recording.EventHash)
        {
            throw new MachineException(
                $"followed under {who} the schedule gave other events: {followed.EventHash:x16} instead of {replay.Recording.EventHash:x16}"
                + (followed.Divergence is { } divergence ? $"; {divergence.Message}" : ""));
        }

        return $"followed under {who}: same event stream {Token.Shorten(followed.EventHash):x8}";
    }

    /// <summary>The trace of the passing schedule beside the token's own; null if there is none to show.</summary>
    private static Trace? Passing(ScenarioSubject subject, Token token, Shell shell)
    {
        if (Beside(subject, token, Replay.Run(subject.OnBuiltInHost, token), shell) is not { } finding)
        {
            shell.Error.Line("nothing was found, so there is nothing that another schedule could pass");
            return null;
        }

        if (finding.Passing is not { } passing)
        {
            shell.Error.Line(finding.FailsAlways ? "every schedule fails: none can be shown that passes" : "no schedule was found that passes; this is the failing one");
            return null;
        }

        shell.Error.Line(new("passes", Styles.Good), new($": the nearest schedule that does; it differs first in step {passing.Decision.Step}"));
        return FoundTrace.Passing(finding, passing, subject.Host);
    }

    /// <summary>The finding of a replay with the nearest schedule that passes; null if nothing was found.</summary>
    private static FoundFinding? Beside(ScenarioSubject subject, Token token, ReplayResult replay, Shell shell)
    {
        using var interrupts = new Interrupts(shell.Error);
        return PassingBeside.Of(subject, token, replay, interrupts.Token);
    }

    private static ITraceExporter Exporter(Given given)
        => Exporters.Find(Values.OneOf(given, "format", [.. Exporters.All.Select(e => e.Name)]))!;

    private static int Run(
        TokenInput input, ScenarioSubject subject, IEngine? engine, ITraceExporter exporter, OutputFile? file, bool passing, Shell shell)
    {
        PulledReplay pulled;
        try
        {
            pulled = Replay.Pull(engine is null ? subject : subject.OnBuiltInHost, input.Token);
        }
        catch (TokenRefusedException e)
        {
            throw new UsageException(e.Message);
        }

        var replay = pulled.Result;
        if (engine is not null)
        {
            shell.Error.Line(Followed(engine, subject, input.Token, replay));
        }

        var trace = FoundTrace.Of(pulled, input.Token, engine is null ? subject.Host : ISubject.BuiltInHost);
        foreach (var line in ReplayText.Of(pulled, input, trace))
        {
            shell.Error.Line(line);
        }

        if (!passing && exporter is HtmlExporter)
        {
            // A page shows the whole run, and the one that passes beside it.
            var whole = Replay.Run(subject.OnBuiltInHost, input.Token);
            trace = FoundTrace.Of(whole, input.Token, Beside(subject, input.Token, whole, shell), trace.Header.Host);
        }

        if (passing && Passing(subject, input.Token, shell) is { } nearest)
        {
            trace = nearest;
        }

        if (file is not null)
        {
            file.Write(output => exporter.Write(trace, output));
        }
        else if (exporter is ColumnsExporter)
        {
            shell.Out.Line();
            ColumnsPrinter.Print(shell.Out, trace);
        }
        else
        {
            shell.Out.Text(output => exporter.Write(trace, output));
        }

        return replay.Outcome switch
        {
            ReplayOutcome.Reproduced => ExitCodes.Found,
            ReplayOutcome.FindingGone => ExitCodes.Nothing,
            _ => ExitCodes.Diverged,
        };
    }
}
