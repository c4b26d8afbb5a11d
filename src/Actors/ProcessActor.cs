using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// A process: runs a small user program that reaches the kernel by sending system calls to the CPU it is on, and goes on
/// when the result has come back as a message.
/// </summary>
public sealed class ProcessActor : Actor
{
    private readonly IEntry _entry;
    private readonly IActorHost _host;
    private readonly TrapStep _trap;
    private Frame? _user;
    private Message _call;
    private Site _site;
    private bool _waits;
    private bool _interrupted;

    /// <summary>A process with a name.</summary>
    /// <param name="computer">The computer.</param>
    /// <param name="host">The host.</param>
    /// <param name="entry">The kernel's doors.</param>
    /// <param name="name">The command and process id: <c>cat/2</c>.</param>
    public ProcessActor(Computer computer, IActorHost host, IEntry entry, string name)
        : base(computer, host, $"process {name}")
    {
        ArgumentNullException.ThrowIfNull(computer);
        _entry = entry;
        _host = host;
        _trap = new TrapStep(this);
        Agent = computer.AddAgent(name, AgentKind.Task, -1);
    }

    /// <summary>The agent that the process is, in user and kernel mode.</summary>
    public Agent Agent { get; }

    /// <summary>The result of the last system call.</summary>
    internal long Result { get; private set; }

    /// <summary>Runs a user program, and exit(2) after it if anything is left to give back.</summary>
    public async KTask Run(Func<KTask> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        await program();
        if (_entry.MustExit(Agent.Id))
        {
            await Call(SyscallNames.Exit, 0, 0, 0, null, "exit.c", 1, "exit");
        }
    }

    /// <summary>A system call; <c>await</c> gives its result.</summary>
    public SyscallStep Call(int number, long a, long b, long c, string? text, string file, int line, string function)
    {
        if (_waits)
        {
            throw new MachineException($"{Name} makes a system call at {new Site(file, line, function)} before the one before it has been awaited");
        }

        _call = new Message(MessageKind.Syscall, Number, -1, Agent.Id, number, a, b, c, text);
        _site = new Site(file, line, function);
        Computer.At(_site);
        Computer.Announce(Operation.Trap, Address.Null, _site, argument: number, needs: _entry.EntryNeeds);
        return new SyscallStep(this);
    }

    /// <inheritdoc/>
    public override void Receive(in Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.SyscallReturn when _interrupted:
                // The signal's handler is done; the program goes on with the call it was about to make.
                _interrupted = false;
                Computer.ForgetHistory(Agent.Id, message.A, _site.Line);
                Computer.AnnounceFor(Agent.Id, Operation.Trap, Address.Null, _site, _trap, _entry.EntryNeeds);
                break;
            case MessageKind.SyscallReturn:
                Result = message.A;
                _waits = false;
                Computer.ForgetHistory(Agent.Id, message.A, _site.Line);
                var user = _user!;
                _user = null;
                user.Resume();
                break;
            case MessageKind.Signal:
            case MessageKind.Fault:
                // What the message is about is in memory: the process meets it on its way out of the kernel, or into it.
                break;
            default:
                throw new MachineException($"{Name} does not understand {message.Kind}");
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _user = null;
        _waits = false;
        _interrupted = false;
    }

    internal void Suspend(Frame frame)
    {
        _user = frame;
        _waits = true;
        Computer.Suspend(_trap);
    }

    internal Computer Machine => Computer;

    private void Trap()
    {
        int cpu = _host.ActorOfCpu(Computer.CpuOf(Agent.Id));
        if (_call.Number != SyscallNames.Interrupted && _entry.MustInterrupt(Agent.Id))
        {
            // A signal that came while the process was in user mode is dealt with before anything else it does.
            _interrupted = true;
            var signal = _call with { To = cpu, Number = SyscallNames.Interrupted };
            if (Computer.Recording)
            {
                Computer.Note(SyscallNames.Call(signal));
            }

            Computer.Complete(signal.Number);
            Computer.KeepUserHistory(Agent.Id);
            Post(signal);
            return;
        }

        if (Computer.Recording)
        {
            Computer.Note(SyscallNames.Call(_call));
        }

        Computer.Complete(_call.Number);
        Computer.KeepUserHistory(Agent.Id);
        Post(_call with { To = cpu });
    }

    private sealed class TrapStep(ProcessActor process) : Frame
    {
        public override void Resume() => process.Trap();
    }
}
