using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A work function: in 2.6 called with the work's data, in 6.8 with the work itself. In task context.</summary>
public delegate KTask WorkFunction(Address argument);

/// <summary>
/// A struct work_struct with its timer, in memory: C's <c>work_struct</c> of 2.6.11, <c>delayed_work</c> of 6.8. The pending
/// bit belongs to who sets it; the rest to him, and then to the queue's lock.
/// </summary>
public readonly struct WorkStruct
{
    /// <summary>Bytes it takes.</summary>
    public const int Size = TimerList.Size + (7 * Bytes);

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } =
    [
        "", "timer.expires", "timer.function", "timer.data", "timer.base", "pending", "entry", "func", "data", "wq_data", "sequence", "cancelled",
    ];

    internal WorkStruct(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>Its timer. It lies first, so that the two have one address and one name.</summary>
    public TimerList Timer => new(_kernel, Address);

    /// <summary>The pending bit: for the clauses of a scenario.</summary>
    public bool IsPending
    {
        get => this[0] != 0;
        internal set => this[0] = value ? 1 : 0;
    }

    internal Address Next
    {
        get => new((int)this[1]);
        set => this[1] = value.Value;
    }

    /// <summary>func, as the plain variable that INIT_WORK and PREPARE_WORK store to.</summary>
    internal Shared<long> FunctionWord => new(_kernel.Computer, Address + (TimerList.Size + (2 * Bytes)));

    /// <summary>data, likewise.</summary>
    internal Shared<long> DataWord => new(_kernel.Computer, Address + (TimerList.Size + (3 * Bytes)));

    internal Address Function
    {
        get => new((int)this[2]);
        set => this[2] = value.Value;
    }

    internal Address Data
    {
        get => new((int)this[3]);
        set => this[3] = value.Value;
    }

    /// <summary>The queue it is for (wq_data).</summary>
    internal Address Queue
    {
        get => new((int)this[4]);
        set => this[4] = value.Value;
    }

    /// <summary>Its number in the order of its queue; 0 while it is on no list.</summary>
    internal long Sequence
    {
        get => this[5];
        set => this[5] = value;
    }

    /// <summary>Whether it is being cancelled, or was disabled: nobody can queue it.</summary>
    internal bool IsBarred
    {
        get => this[6] != 0;
        set => this[6] = value ? 1 : 0;
    }

    private long this[int word]
    {
        get => _kernel.Computer.Memory.Peek(Address + TimerList.Size + (word * Bytes));
        set => _kernel.Computer.Memory.Poke(Address + TimerList.Size + (word * Bytes), value);
    }

    /// <summary>INIT_WORK, while the stage is being built or a module loaded.</summary>
    internal void Initialise(Address function, Address data, Address timerFunction)
    {
        Function = function;
        Data = data;
        Timer.Initialise(timerFunction, Address);
    }
}
