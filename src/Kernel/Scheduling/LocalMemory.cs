using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// An array on the kernel stack of a task. Nobody else can reach it, so reading and writing it is local code, not a step.
/// </summary>
public readonly struct LocalBytes
{
    private readonly Computer _computer;
    private readonly Address _start;
    private readonly bool _isChecked;

    internal LocalBytes(Computer computer, Address start, int length, bool isChecked = false)
    {
        _computer = computer;
        _start = start;
        _isChecked = isChecked;
        Length = length;
    }

    /// <summary>Its length.</summary>
    public int Length { get; }

    /// <summary>Its first byte: C's <c>array</c>, for copies to and from it.</summary>
    public Address Address => _start;

    /// <summary>The byte at <paramref name="index"/>; a module that leaves the array is told so at once.</summary>
    public byte this[int index]
    {
        get => _computer.Memory.Read<byte>(At(index));
        set
        {
            var at = At(index);
            if (!_isChecked || _computer.Check(at, 1, reads: false))
            {
                _computer.Memory.Write(at, value);
            }
        }
    }

    private Address At(int index)
        => (uint)index < (uint)Length
            ? _start + index
            : throw new MachineException($"index {index} of a local array of {Length} bytes");
}

/// <summary>A variable on the kernel stack of a task, whose address is handed on: C's <c>loff_t *</c>.</summary>
public readonly struct LocalLong
{
    private readonly Computer _computer;
    private readonly Address _address;

    internal LocalLong(Computer computer, Address address)
    {
        _computer = computer;
        _address = address;
    }

    /// <summary>Its value.</summary>
    public long Value
    {
        get => _computer.Memory.Peek(_address);
        set => _computer.Memory.Poke(_address, value);
    }

    /// <summary>Sets it.</summary>
    public void Set(long value) => _computer.Memory.Poke(_address, value);

    /// <summary>Adds to it.</summary>
    public void Add(long addend) => Set(Value + addend);
}
