using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What a timer calls: in 2.6 with its data, in 6.8 with the timer itself. In softirq context.</summary>
public delegate KTask TimerFunction(Address argument);

/// <summary>A struct timer_list in memory (include/linux/timer.h of 2.6.11). Guarded by the lock of the base it is on.</summary>
public readonly struct TimerList
{
    /// <summary>Bytes it takes.</summary>
    public const int Size = 5 * Bytes;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "expires", "function", "data", "base"];

    internal TimerList(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>Whether it is armed: for the clauses of a scenario; a module asks with timer_pending.</summary>
    public bool IsPending => Base != 0;

    internal Address Next
    {
        get => new((int)Memory.Peek(Address));
        set => Memory.Poke(Address, value.Value);
    }

    /// <summary>When it is due, at the earliest at the tick after it was armed.</summary>
    internal long Expires
    {
        get => Memory.Peek(Address + Bytes);
        set => Memory.Poke(Address + Bytes, value);
    }

    internal Address Function
    {
        get => new((int)Memory.Peek(Address + (2 * Bytes)));
        set => Memory.Poke(Address + (2 * Bytes), value.Value);
    }

    internal Address Data
    {
        get => new((int)Memory.Peek(Address + (3 * Bytes)));
        set => Memory.Poke(Address + (3 * Bytes), value.Value);
    }

    /// <summary>The base it is on, +1; 0 if it is not pending.</summary>
    internal long Base
    {
        get => Memory.Peek(Address + (4 * Bytes));
        set => Memory.Poke(Address + (4 * Bytes), value);
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>init_timer, while the stage is being built or a module loaded.</summary>
    internal void Initialise(Address function, Address data)
    {
        Function = function;
        Data = data;
        Base = 0;
    }
}
