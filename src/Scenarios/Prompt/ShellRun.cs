using System.Globalization;
using System.Text;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>A run of the session's computer up to where a command has led: what it printed, and how everybody stands.</summary>
internal sealed class ShellRun : IDisposable
{
    private readonly ShellComputer _computer;

    private ShellRun(ShellComputer computer, ShellState state, string text, IReadOnlyList<int> ready, Recording? recording)
    {
        Recording = recording;
        _computer = computer;
        Ready = ready;
        State = state;
        Text = text;
    }

    /// <summary>The computer, as the run has left it.</summary>
    internal ShellComputer On => _computer;

    /// <summary>Where the session stands after it.</summary>
    internal ShellState State { get; }

    /// <summary>What has come to the terminal since the state before.</summary>
    internal string Text { get; }

    /// <summary>The run, if it was recorded.</summary>
    internal Recording? Recording { get; }

    /// <summary>Who could go on now.</summary>
    internal IReadOnlyList<int> Ready { get; }

    /// <summary>Takes the steps of a state, and those that a strategy adds.</summary>
    /// <exception cref="MachineException">The machine does not go that far.</exception>
    internal static ShellRun Of(ShellSetup setup, ShellState state, Func<ShellComputer, ShellStrategy> strategy, bool records = false)
    {
        var computer = new ShellComputer(setup, state);
        try
        {
            var taking = strategy(computer);
            computer.Begin();
            var recording = Run(computer, taking, records);
            var reports = Reports(computer, state, taking.Taken);
            var after = state with { Steps = [.. taking.Taken], Reports = [.. state.Reports, .. reports] };
            string text = TextOf(computer, state.Steps.Count, reports);
            if (reports.Count != 0)
            {
                // The computer has been used to look closer: back to where it was.
                computer.Begin();
                computer.Kernel.Computer.Run(new ShellReplay(computer, after.Steps));
            }

            return new ShellRun(computer, after, text, [.. taking.Ready], recording);
        }
        catch
        {
            computer.Dispose();
            throw;
        }
    }

    /// <summary>Whether a process has ended: by itself, by a signal, or because the kernel broke under it.</summary>
    internal bool HasEnded(int command) => (BlockedBy(command) & (Blocked.Finished | Blocked.Dead)) != 0;

    /// <summary>The exit status of a process that has ended, as a shell has it.</summary>
    internal int StatusOf(int command) => _computer.Table.StatusOf(command) ?? (128 + SignalOf(command));

    /// <summary>Whether a process that has ended was ended by a signal, or by the kernel.</summary>
    internal bool IsKilled(int command) => _computer.Table.StatusOf(command) is null;

    /// <summary>The signal that ended a process: SIGSEGV (6.8: SIGKILL) where the kernel broke under it.</summary>
    internal int SignalOf(int command)
        => (BlockedBy(command) & Blocked.Dead) != 0 ? _computer.Kernel.Profile.Generation == KernelGeneration.V68 ? SignalNames.Kill : SignalNames.Segv
            : _computer.Table.SignalOf(_computer[command].Process.Pid);

    /// <summary>How a process ended, as a shell says it of a job: <c>Done</c>, <c>Exit 1</c>, <c>Terminated</c>.</summary>
    internal string EndOf(int command) => _computer.Table.StatusOf(command) switch
    {
        0 => "Done",
        { } status => string.Create(CultureInfo.InvariantCulture, $"Exit {status}"),
        null => SignalNames.Describe(SignalOf(command)),
    };

    /// <summary>Whether it could go on: it does not sleep.</summary>
    internal bool IsRunning(int command) => (BlockedBy(command) & Blocked.Asleep) == 0;

    /// <inheritdoc/>
    public void Dispose() => _computer.Dispose();

    private static Recording? Run(ShellComputer computer, ShellStrategy strategy, bool records)
    {
        if (records)
        {
            return computer.Kernel.Computer.Record(strategy);
        }

        computer.Kernel.Computer.Run(strategy);
        return null;
    }

    private Blocked BlockedBy(int command) => _computer.Kernel.Computer.BlockedBy(_computer[command].Process.Task.Agent);

    private static List<ShellReport> Reports(ShellComputer computer, ShellState before, IReadOnlyList<ShellStep> steps)
    {
        var found = computer.Console.Findings.Where(f => f.Step > before.Steps.Count).ToList();
        List<ShellReport> reports = [];
        foreach (var (step, finding) in found)
        {
            computer.Begin();
            var recording = computer.Kernel.Computer.Record(new ShellReplay(computer, [.. steps.Take(step)]));
            var lines = Counted(computer.Setup.Words.Report(recording, finding), [.. before.Reports, .. reports]);
            reports.Add(new ShellReport(step, lines, finding.Fault is { } fault && ShellConsole.IsPanic(computer.Kernel.Computer, fault.Agent)));
        }

        return reports;
    }

    /// <summary>die() counts the oopses of a machine.</summary>
    private static IReadOnlyList<string> Counted(IReadOnlyList<string> lines, IEnumerable<ShellReport> before)
    {
        const string First = "[#1]";
        int number = 1 + before.Count(report => report.Lines.Any(IsOops));
        return [.. lines.Select(line => IsOops(line) ? line.Replace(First, string.Create(CultureInfo.InvariantCulture, $"[#{number}]"), StringComparison.Ordinal) : line)];

        static bool IsOops(string line) => line.Contains("Oops: ", StringComparison.Ordinal);
    }

    private static string TextOf(ShellComputer computer, int from, IReadOnlyList<ShellReport> reports)
    {
        var text = new StringBuilder();
        var pieces = computer.Terminal.Written.Where(w => w.Step > from).Select(w => (w.Step, w.Text))
            .Concat(reports.Select(r => (r.Step, Text: string.Concat(r.Lines.Select(line => line + "\n")))));
        foreach (var (_, piece) in pieces.OrderBy(p => p.Step))
        {
            text.Append(piece);
        }

        return text.ToString();
    }
}
