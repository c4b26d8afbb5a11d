using System.Globalization;
using System.Text;
using Smp.Diagnostics;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// The kernel's log of a session, and what goes wrong in it: the detectors watch, and the run goes on. A task that an oops
/// hits gives its CPU back and is seen no more.
/// </summary>
/// <remarks>
/// The lines are those of dmesg: kernel/printk.c of 2.6.11 continues a text without a line end with whatever is printed next;
/// since 3.5 each call is a line of its own. An oops ends in do_exit (arch/i386/kernel/traps.c, kernel/exit.c).
/// </remarks>
public sealed class ShellConsole : IDetector
{
    private readonly LinuxKernel _kernel;
    private readonly IReadOnlyList<ShellReport> _reports;
    private readonly MemoryDetector _memory = new();
    private readonly ComplaintDetector _complaints = new();
    private readonly SoftLockupDetector _lockups = new();
    private readonly List<(int Step, string Text)> _log = [];
    private readonly List<(int Step, Finding Finding)> _findings = [];
    private readonly List<int> _victims = [];
    private readonly ShellTerminal _terminal;
    private long _seen;
    private int _cleared;
    private int _shown;

    internal ShellConsole(LinuxKernel kernel, ShellTerminal terminal, IReadOnlyList<ShellReport> reports)
    {
        _kernel = kernel;
        _terminal = terminal;
        _reports = reports;
    }

    /// <inheritdoc/>
    public string Name => "console";

    /// <inheritdoc/>
    public bool WantsSteps => true;

    /// <inheritdoc/>
    public ulong? Digest => null;

    /// <summary>What has been found, with the step.</summary>
    internal IReadOnlyList<(int Step, Finding Finding)> Findings => _findings;

    /// <summary>Whether the kernel broke in an interrupt: the machine has stopped.</summary>
    internal bool HasPanicked => _findings.Exists(found => found.Finding.Fault is { } fault && IsPanic(_kernel.Computer, fault.Agent));

    private bool HasRecords => _kernel.Profile.Generation == KernelGeneration.V68;

    /// <summary>The lines that dmesg(8) shows now, without levels.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            var pieces = _log.Select(entry => (entry.Step, IsReport: false, entry.Text))
                .Concat(_reports.Where(r => r.Step <= _kernel.Computer.Steps).SelectMany(r => r.Lines.Select(line => (r.Step, IsReport: true, Text: line + "\n"))))
                .Where(piece => piece.Step > _cleared)
                .OrderBy(piece => piece.Step);
            var open = new StringBuilder();
            foreach (var (step, isReport, text) in pieces)
            {
                string piece = open.Length == 0 ? WithoutLevel(text) : text;
                open.Append(open.Length == 0 && !isReport ? Stamp(step) : "").Append(piece);
                if (piece.EndsWith('\n') || HasRecords)
                {
                    yield return open.ToString().TrimEnd('\n');
                    open.Clear();
                }
            }

            if (open.Length != 0)
            {
                yield return open.ToString();
            }
        }
    }

    /// <inheritdoc/>
    public void Begin()
    {
        _log.Clear();
        _findings.Clear();
        _victims.Clear();
        _seen = 0;
        _cleared = 0;
        _shown = 0;
        _lockups.Begin();
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_kernel.Log.Count != _seen)
        {
            _log.AddRange(_kernel.Log.Lines.TakeLast((int)(_kernel.Log.Count - _seen)).Select(text => (computer.Steps, text)));
            _seen = _kernel.Log.Count;
        }

        ShowLine(computer);
        foreach (int victim in _victims)
        {
            _kernel.Scheduler.Bury(_kernel.TaskOf(victim));
        }

        _victims.Clear();
        return null;
    }

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault)
    {
        ArgumentNullException.ThrowIfNull(computer);
        Note(computer, _memory.OnFault(computer, fault));
        if (IsPanic(computer, fault.Agent))
        {
            return null;
        }

        if (computer.PendingOperation(fault.Agent) == Operation.None)
        {
            _kernel.Scheduler.Bury(_kernel.TaskOf(fault.Agent));
        }
        else
        {
            // In the middle of a step, which goes on to its end first.
            _victims.Add(fault.Agent);
        }

        return null;
    }

    /// <inheritdoc/>
    public Finding? OnAlarm(Computer computer, in Alarm alarm)
    {
        ArgumentNullException.ThrowIfNull(computer);
        Note(computer, _complaints.OnAlarm(computer, alarm));
        return null;
    }

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer) => null;

    /// <summary>What has been printed so far is not shown any more (SYSLOG_ACTION_CLEAR). In a program's own code.</summary>
    public void Clear() => _cleared = _kernel.Computer.Steps;

    /// <summary>An oops in an interrupt is one that nobody can be killed for.</summary>
    internal static bool IsPanic(Computer computer, int agent) => computer.Agents[agent].Kind != AgentKind.Task;

    private static string WithoutLevel(string text) => text.Length >= 3 && text[0] == '<' && text[1] is >= '0' and <= '7' && text[2] == '>' ? text[3..] : text;

    /// <summary>What the kernel itself writes on the terminal comes in too.</summary>
    private void ShowLine(Computer computer)
    {
        string text = _kernel.Ttys.Line(ShellComputer.TerminalName).Output;
        if (text.Length > _shown)
        {
            _terminal.Write(computer, text[_shown..].Replace("\r", "", StringComparison.Ordinal));
            _shown = text.Length;
        }
    }

    private void Note(Computer computer, Finding? finding)
    {
        if (finding is not null)
        {
            _findings.Add((computer.Steps, finding));
        }
    }

    /// <summary>What stands before a line: in 6.8 the time. A step is a microsecond.</summary>
    private string Stamp(int step)
        => HasRecords ? string.Create(CultureInfo.InvariantCulture, $"[{step / 1_000_000,5}.{step % 1_000_000:d6}] ") : "";
}

/// <summary>What the kernel printed when something was found.</summary>
/// <param name="Step">The step at which.</param>
/// <param name="Lines">The lines.</param>
/// <param name="IsPanic">Whether the machine has stopped.</param>
public sealed record ShellReport(int Step, IReadOnlyList<string> Lines, bool IsPanic);
