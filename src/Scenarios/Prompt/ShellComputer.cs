using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// The computer of a session: a booted kernel, all modules there to be inserted, and a process for each command so far. It is
/// built anew for each command, with one process more behind all that was there before, so that the steps taken so far lead to
/// where they led.
/// </summary>
public sealed class ShellComputer : IDisposable
{
    /// <summary>The terminal that the user sits at.</summary>
    internal const string TerminalName = "tty1";

    // What the machine has of its own, whichever modules there are, has lower numbers.
    private const int ShellPid = 100;
    private const int ArenaSize = 16384;
    private const int MaxSteps = 1_000_000;
    private const int Ever = int.MaxValue;

    private readonly List<(ForkedProcess Forked, ShellProcess Shell)> _processes = [];

    /// <summary>The computer after some commands.</summary>
    internal ShellComputer(ShellSetup setup, ShellState state)
    {
        Setup = setup;
        var computer = new Computer(ArenaSize) { MaxSteps = MaxSteps };
        Kernel = new LinuxKernel(computer, setup.Profile);
        Kernel.ProcFiles.AddStandard();
        Kernel.Interrupts.AddProcFile();
        setup.Modules.Fill(Kernel);
        Kernel.Timers.SetBudget(Ever, Ever);
        Kernel.Directories.Use();
        Kernel.ProcessTimeouts.Use();
        Kernel.Keyboard.Require();
        Kernel.KeyboardDriver.Require(mouse: false);
        var shell = Kernel.AddProcess("bash", number: ShellPid);
        Kernel.ProcPidText.Add(shell.Task, ["-bash"]);
        User = computer.AddAgent("user", AgentKind.Source, -2, () => Act(state.Acts), daemon: true);
        foreach (var command in state.Commands)
        {
            Add(command);
        }

        Kernel.Ttys.AddSession(shell.Task, [.. _processes.Select(p => p.Shell.Process.Task)]);
        Kernel.SetPagesAside();
        LogIn(shell);
        Kernel.Scheduler.Refresh();
        computer.Seal();
        Console = new ShellConsole(Kernel, Terminal, state.Reports);
        computer.Attach(Console);
    }

    /// <summary>How the session was set up.</summary>
    public ShellSetup Setup { get; }

    /// <summary>The kernel.</summary>
    public LinuxKernel Kernel { get; }

    /// <summary>What was printed on the terminal.</summary>
    public ShellTerminal Terminal { get; } = new();

    /// <summary>What the kernel has said.</summary>
    public ShellConsole Console { get; }

    /// <summary>How processes ended, and who was sent a signal.</summary>
    public ShellProcessTable Table { get; } = new();

    /// <summary>The user at the terminal, whose steps fork the processes.</summary>
    public Agent User { get; }

    /// <summary>The processes that have been forked, in that order. Inside a step, or for whoever watches the machine.</summary>
    public IEnumerable<ShellProcess> Processes => _processes.Where(p => p.Forked.IsForked).Select(p => p.Shell);

    /// <summary>Whether there is a process of that number: forked, and not ended. Inside a step, or for whoever watches the machine.</summary>
    public bool IsThere(int pid)
        => Kernel.FindTask(pid) is { } task
            && (Kernel.Computer.BlockedBy(task.Agent) & (Blocked.Finished | Blocked.Dead)) == 0
            && !_processes.Exists(p => p.Shell.Process.Pid == pid && !p.Forked.IsForked);

    /// <summary>Whether an agent goes on whenever it can: everybody but the user and the clock.</summary>
    internal bool GoesByItself(int agent) => agent != User.Id && Kernel.Computer.Agents[agent].Kind != AgentKind.Clock;

    /// <summary>The process of a command, by its number.</summary>
    internal ShellProcess this[int command] => _processes[command].Shell;

    /// <summary>The process id of a command, by its number.</summary>
    internal static int PidOf(int command) => ShellPid + 1 + command;

    /// <inheritdoc/>
    public void Dispose() => Kernel.Computer.Dispose();

    /// <summary>A run begins.</summary>
    internal void Begin()
    {
        Terminal.Clear();
        Table.Clear();
    }

    /// <summary>The shell opens its terminal, and whom it forks has it too.</summary>
    private void LogIn(UserProcess shell)
    {
        string path = Kernel.Ttys.Line(TerminalName).Path;
        var buffer = new UserBuffer(shell, "path", path.Length + 1);
        buffer.Put(path);
        Kernel.Computer.RunStage(shell.Task.Agent, async () => await shell.OpenPath(buffer.Address, OpenFlags.ReadWrite, path));
        Kernel.Ttys.Sessions.Inherit();
        shell.Task.State = TaskState.Interruptible;
    }

    private void Add(ShellCommand command)
    {
        int number = _processes.Count;
        var forked = new ForkedProcess(Kernel, command.Words[0], _ => Run(number, command), PidOf(number));
        Kernel.ProcPidText.Add(forked.Process.Task, command.Words);
        _processes.Add((forked, new ShellProcess(this, forked.Process, command)));
    }

    private async KTask Run(int number, ShellCommand command)
        => Table.Exited(number, await this[number].Run(command.Main));

    /// <summary>What the user does, whenever it is the turn of this agent.</summary>
    private async KTask Act(IReadOnlyList<ShellAct> acts)
    {
        foreach (var act in acts)
        {
            if (act.Command >= 0)
            {
                await _processes[act.Command].Forked.Fork();
            }
            else
            {
                await Press(act.ScanCode);
            }
        }
    }

    private Step<KeyBody> Press(int code)
    {
        Kernel.Computer.Announce(Operation.User, Address.Null, new Site("keyboard", 1, "key"));
        return new Step<KeyBody>(Kernel.Computer, new KeyBody(Kernel, code));
    }

    /// <summary>A key goes down or up: the keyboard has a byte more to send, if there is room for it.</summary>
    private readonly struct KeyBody(LinuxKernel kernel, int code) : IStepBody
    {
        public long Run(Computer computer)
        {
            bool isKept = kernel.Keyboard.Press(code);
            if (computer.Recording)
            {
                computer.Note($"key {code:x}{(isKept ? "" : ": the keyboard beeps")}");
            }

            return isKept ? 1 : 0;
        }
    }
}
