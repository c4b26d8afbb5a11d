using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>An array of char in shared memory; each byte is loaded and stored by a step of its own.</summary>
public readonly struct SharedBytes
{
    private readonly Computer _computer;

    /// <summary>The array at <paramref name="address"/>.</summary>
    public SharedBytes(Computer computer, Address address, int length)
    {
        _computer = computer;
        Address = address;
        Length = length;
    }

    /// <summary>Its first byte.</summary>
    public Address Address { get; }

    /// <summary>Its length; the machine checks accesses, not this type: C does not know the length either.</summary>
    public int Length { get; }

    /// <summary>Loads <c>array[index]</c>: one step.</summary>
    public LoadStep<byte> Load(int index, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new Shared<byte>(_computer, Address + index).Load(file, line, function);

    /// <summary>Stores <c>array[index] = value</c>: one step.</summary>
    public StoreStep<byte> Store(int index, byte value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new Shared<byte>(_computer, Address + index).Store(value, file, line, function);
}
