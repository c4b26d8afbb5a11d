using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>An array of numbers in shared memory; each element is loaded and stored by a step of its own.</summary>
public readonly struct SharedArray<T>
    where T : unmanaged
{
    private readonly Computer _computer;

    /// <summary>The array at <paramref name="address"/>, aligned to the size of an element.</summary>
    public SharedArray(Computer computer, Address address, int length)
    {
        _computer = computer;
        Address = address;
        Length = length;
    }

    /// <summary>Its first element.</summary>
    public Address Address { get; }

    /// <summary>Its length; the machine checks accesses, not this type: C does not know the length either.</summary>
    public int Length { get; }

    /// <summary>The element at <paramref name="index"/>: C's <c>array[index]</c>.</summary>
    public Shared<T> this[int index] => new(_computer, Address + (index * Unsafe.SizeOf<T>()));
}
