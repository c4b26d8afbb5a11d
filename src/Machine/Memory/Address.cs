namespace Smp.Machine;

/// <summary>
/// A place in the memory of the machine: kernel data, module text and data, the heap, user memory. Addresses are
/// values that can be stored in memory, compared and counted on from.
/// </summary>
/// <param name="Value">Bytes from the start of memory; 0 is NULL.</param>
public readonly record struct Address(int Value)
{
    /// <summary>The null pointer.</summary>
    public static Address Null => default;

    /// <summary>Whether this is the null pointer.</summary>
    public bool IsNull => Value == 0;

    /// <summary>The address <paramref name="bytes"/> further on.</summary>
    public static Address operator +(Address address, int bytes) => new(address.Value + bytes);

    /// <summary>The distance between two addresses in bytes.</summary>
    public static int operator -(Address left, Address right) => left.Value - right.Value;

    /// <summary>The same address counted on by <paramref name="bytes"/>.</summary>
    public Address Add(int bytes) => this + bytes;

    /// <summary>The distance in bytes from <paramref name="other"/> to this address.</summary>
    public int Subtract(Address other) => this - other;

    /// <summary>The address as a 32-bit kernel prints it.</summary>
    public override string ToString() => $"{0xc0000000u + (uint)Value:x8}";
}
