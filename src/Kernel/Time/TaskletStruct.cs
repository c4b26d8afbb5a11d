using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What a tasklet calls, with its data. In softirq context.</summary>
public delegate KTask TaskletCallback(Address data);

/// <summary>
/// A struct tasklet_struct in memory (include/linux/interrupt.h of 2.6.11): next, state, count, func, data, and the list
/// it is on, which the kernel's own does not keep. The SCHED bit is whoever set it's to queue it; while the RUN bit is set
/// no other CPU runs it.
/// </summary>
public readonly struct TaskletStruct
{
    /// <summary>Bytes it takes.</summary>
    public const int Size = 6 * Bytes;

    /// <summary>The list of one that will not be run any more: what tasklets may schedule is used up.</summary>
    internal const long Starved = -1;

    private const int Bytes = 8;
    private const long SchedBit = 1;
    private const long RunBit = 2;

    private readonly LinuxKernel _kernel;

    internal TaskletStruct(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "state", "count", "func", "data", "list"];

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>Whether its SCHED bit is set: it will run, or tasklet_kill has it. Inside a step, or for the clauses of a scenario.</summary>
    public bool IsScheduled
    {
        get => (State & SchedBit) != 0;
        internal set => State = value ? State | SchedBit : State & ~SchedBit;
    }

    /// <summary>Whether a CPU runs its function: never set on a kernel for one CPU. Inside a step, or for the clauses of a scenario.</summary>
    public bool IsRunning
    {
        get => (State & RunBit) != 0;
        internal set => State = value ? State | RunBit : State & ~RunBit;
    }

    /// <summary>How often it is disabled. Inside a step, or for the clauses of a scenario.</summary>
    public long Count
    {
        get => Memory.Peek(Address + (2 * Bytes));
        internal set => Memory.Poke(Address + (2 * Bytes), value);
    }

    internal Address Next
    {
        get => new((int)Memory.Peek(Address));
        set => Memory.Poke(Address, value.Value);
    }

    internal Address Function
    {
        get => new((int)Memory.Peek(Address + (3 * Bytes)));
        set => Memory.Poke(Address + (3 * Bytes), value.Value);
    }

    internal Address Data
    {
        get => new((int)Memory.Peek(Address + (4 * Bytes)));
        set => Memory.Poke(Address + (4 * Bytes), value.Value);
    }

    /// <summary>The list it is on, +1; 0 for none.</summary>
    internal long List
    {
        get => Memory.Peek(Address + (5 * Bytes));
        set => Memory.Poke(Address + (5 * Bytes), value);
    }

    /// <summary>
    /// Whether tasklet_kill can set the SCHED bit. One that would schedule itself for ever has cleared it often enough where
    /// another CPU can look meanwhile.
    /// </summary>
    internal bool CanBeKilled => !IsScheduled || (List == Starved && Count == 0 && _kernel.Profile.IsSmp && !_kernel.BigKernelLock.OnEveryEntry);

    private long State
    {
        get => Memory.Peek(Address + Bytes);
        set => Memory.Poke(Address + Bytes, value);
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>tasklet_init, inside a step, while the stage is being built or a module loaded.</summary>
    internal void Initialise(Address function, Address data, long count)
    {
        Next = Address.Null;
        State = 0;
        Count = count;
        Function = function;
        Data = data;
        List = 0;
    }
}
