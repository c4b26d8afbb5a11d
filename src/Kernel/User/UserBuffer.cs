using System.Text;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A stretch of a process's memory that the process alone uses: what it does there between two system calls nobody sees, so it
/// is no step.
/// </summary>
/// <remarks>Not for memory that threads share, or that a scenario's clauses look at: there each access is a step.</remarks>
public sealed class UserBuffer
{
    private readonly KernelMemory _memory;

    /// <summary>Live memory, zero at first, while the computer is being built.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="name">Its name.</param>
    /// <param name="size">How many bytes.</param>
    public UserBuffer(UserProcess process, string name, int size)
    {
        ArgumentNullException.ThrowIfNull(process);
        _memory = process.Kernel.Computer.Memory;
        Size = size;
        Address = _memory.Allocate(size, name, RegionKind.User, process.Task.ToString());
    }

    /// <summary>Where it is.</summary>
    public Address Address { get; }

    /// <summary>How many bytes it has.</summary>
    public int Size { get; }

    /// <summary>Its first word, for a number that the program keeps.</summary>
    public long Word
    {
        get => _memory.Peek(Address);
        set => _memory.Poke(Address, value);
    }

    /// <summary>Its first bytes, a character each.</summary>
    public string TextOf(long count)
    {
        var text = new StringBuilder((int)count);
        for (int i = 0; i < count; i++)
        {
            text.Append((char)_memory.Read<byte>(Address + i));
        }

        return text.ToString();
    }

    /// <summary>Puts a text at its beginning, a byte each character: as much as there is room for.</summary>
    /// <returns>How many characters.</returns>
    public int Put(ReadOnlySpan<char> text)
    {
        int count = Math.Min(text.Length, Size);
        for (int i = 0; i < count; i++)
        {
            _memory.Write(Address + i, (byte)text[i]);
        }

        return count;
    }
}
