using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// A CPU: runs kernel code as a stack of contexts (a task, and the interrupt handlers above it). What other CPUs could
/// read of it lives in its control block in memory.
/// </summary>
public sealed class CpuActor : Actor
{
    private const int WordBytes = 8;
    private const int MaxDepth = 8;
    private const int TaskWord = 0;
    private const int IrqOffWord = 1;
    private const int PreemptWord = 2;
    private const int DepthWord = 3;
    private const int StackWord = 4;

    // A word of the stack: the agent, and above it how often preemption was off when it came.
    private const int AgentBits = 16;
    private const long AgentMask = (1L << AgentBits) - 1;

    private static readonly string[] s_fields = ["current", "irqs_off", "preempt_count", "depth"];

    private readonly IEntry _entry;
    private readonly IActorHost _host;
    private readonly Address _block;
    private readonly List<SyscallActivation> _calls;

    /// <summary>CPU number <paramref name="id"/>. The list of calls under way is shared by all CPUs: a call may end on another one.</summary>
    internal CpuActor(Computer computer, IActorHost host, IEntry entry, int id, List<SyscallActivation> calls)
        : base(computer, host, $"cpu{id}")
    {
        ArgumentNullException.ThrowIfNull(computer);
        Id = id;
        _entry = entry;
        _host = host;
        _calls = calls;
        _block = computer.Memory.Allocate((StackWord + MaxDepth) * WordBytes, $"cpu({id})", RegionKind.Control, fields: s_fields, title: $"cpu{id}");
        computer.AddCpu(_block);
    }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>The task it runs or has interrupted; -1 if it is idle.</summary>
    public int Task
    {
        get => (int)Computer.Memory.Peek(_block + (TaskWord * WordBytes)) - 1;
        set => Computer.Memory.Poke(_block + (TaskWord * WordBytes), value + 1);
    }

    /// <summary>Whether interrupts are off.</summary>
    public bool IrqsOff
    {
        get => Computer.Memory.Peek(_block + (IrqOffWord * WordBytes)) != 0;
        set => Computer.Memory.Poke(_block + (IrqOffWord * WordBytes), value ? 1 : 0);
    }

    /// <summary>How often preemption has been switched off (preempt_count, without the interrupt bits).</summary>
    public int PreemptCount
    {
        get => (int)Computer.Memory.Peek(_block + (PreemptWord * WordBytes));
        set => Computer.Memory.Poke(_block + (PreemptWord * WordBytes), value);
    }

    /// <summary>How many interrupt handlers are on its stack.</summary>
    public int Depth => (int)Computer.Memory.Peek(_block + (DepthWord * WordBytes));

    /// <summary>The object that stands for this CPU in footprints.</summary>
    public Address ControlBlock => _block;

    /// <summary>The agent on top of its stack; -1 if it is idle.</summary>
    public int Top
    {
        get
        {
            int depth = Depth;
            return depth == 0 ? Task : (int)(TopWord(depth) & AgentMask);
        }
    }

    /// <summary>Whether it runs nothing at all.</summary>
    public bool IsIdle => Top < 0;

    /// <summary>A handler begins: what it interrupts is covered until <see cref="LeaveInterrupt"/>.</summary>
    public void EnterInterrupt(int agent)
    {
        Computer.TouchCpu(Id);
        int below = Top;
        if (below >= 0)
        {
            Computer.Block(below, Blocked.Covered, true);
        }

        int depth = Depth;
        if (depth == MaxDepth)
        {
            throw new MachineException($"{Name}: more than {MaxDepth} interrupts nested");
        }

        Computer.Memory.Poke(_block + ((StackWord + depth) * WordBytes), agent + ((long)PreemptCount << AgentBits));
        Computer.Memory.Poke(_block + (DepthWord * WordBytes), depth + 1);
    }

    /// <summary>The handler on top has ended: it must have given back what it took.</summary>
    public void LeaveInterrupt()
    {
        Computer.TouchCpu(Id);
        long found = TopWord(Depth) >> AgentBits;
        if (PreemptCount != found)
        {
            string handler = Computer.Agents[Top].Name;
            Computer.Complain("lock-held", Address.Null, PreemptCount > found
                ? $"{handler} returns with preemption off, which it found on: a spinlock is still held"
                : $"{handler} returns with preemption on, which it found off: it gave back a spinlock that it did not take");
        }

        Computer.Memory.Poke(_block + (DepthWord * WordBytes), Depth - 1);
        int below = Top;
        if (below >= 0)
        {
            Computer.Block(below, Blocked.Covered, false);
        }
    }

    /// <inheritdoc/>
    public override void Receive(in Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Syscall:
                Computer.SetInKernel(message.Agent, true);
                CallOf(message).Launch(_entry.Syscall(message));
                break;
            case MessageKind.Irq:
                _entry.Interrupt(Id, message.Number);
                break;
            case MessageKind.Reschedule:
            case MessageKind.Ipi:
                _entry.Schedule(Id);
                break;
            default:
                throw new MachineException($"{Name} does not understand {message.Kind}");
        }
    }

    /// <summary>A handler on this CPU, or a task, posts in its name.</summary>
    public void Send(MessageKind kind, int to, int agent, int number = 0, long a = 0, string? text = null)
        => Post(new Message(kind, Number, to, agent, number, a, 0, 0, text));

    private long TopWord(int depth) => Computer.Memory.Peek(_block + ((StackWord + depth - 1) * WordBytes));

    private SyscallActivation CallOf(in Message message)
    {
        while (_calls.Count <= message.Agent)
        {
            _calls.Add(null!);
        }

        var call = _calls[message.Agent] ??= new SyscallActivation(Computer, _entry, _host, message.Agent);
        call.Begin(message);
        return call;
    }
}
