namespace Smp.Machine;

/// <summary>
/// A variable of the scenario that no program on the machine can see: it is part of the state, but no access to it is a
/// step or a race. Clauses are looked at after each step.
/// </summary>
public readonly struct Ghost
{
    private readonly Computer _computer;

    /// <summary>A ghost with a name, starting at 0.</summary>
    public Ghost(Computer computer, string name)
    {
        ArgumentNullException.ThrowIfNull(computer);
        _computer = computer;
        Address = computer.Memory.Allocate(sizeof(long), name, RegionKind.Ghost);
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>Its value.</summary>
    public long Value
    {
        get
        {
            long value = _computer.Memory.Peek(Address);
            _computer.Observe(value);
            return value;
        }

        set => _computer.Memory.Poke(Address, value);
    }
}
