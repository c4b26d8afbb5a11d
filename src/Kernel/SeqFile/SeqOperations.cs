using Smp.Machine;

namespace Smp.Kernel;

/// <summary>-&gt;start: the record at *pos, NULL at the end, or an error as <see cref="KernelModule.ErrPtr"/> makes it.</summary>
public delegate KTask<Address> SeqStartFunction(SeqFile m, LocalLong pos);

/// <summary>-&gt;next: the record after <paramref name="v"/>; moves *pos on by one.</summary>
public delegate KTask<Address> SeqNextFunction(SeqFile m, Address v, LocalLong pos);

/// <summary>-&gt;stop: the end of what start began, whatever came between.</summary>
public delegate KTask SeqStopFunction(SeqFile m, Address v);

/// <summary>-&gt;show: prints a record. 0, a negative errno, or in 6.8 a positive number to leave the record out.</summary>
public delegate KTask<int> SeqShowFunction(SeqFile m, Address v);

/// <summary>A struct seq_operations in memory: function pointers that can be stale (include/linux/seq_file.h).</summary>
public readonly struct SeqOperations
{
    /// <summary>Bytes it takes.</summary>
    public const int Size = 4 * Bytes;

    internal const int Start = 0;
    internal const int Stop = 1;
    internal const int Next = 2;
    internal const int Show = 3;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    internal SeqOperations(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "stop", "next", "show"];

    internal void Initialise(Address start, Address stop, Address next, Address show)
    {
        var memory = _kernel.Computer.Memory;
        memory.Poke(Address + (Start * Bytes), start.Value);
        memory.Poke(Address + (Stop * Bytes), stop.Value);
        memory.Poke(Address + (Next * Bytes), next.Value);
        memory.Poke(Address + (Show * Bytes), show.Value);
    }

    /// <summary>
    /// The function in a word, whatever lies there now. Whoever reads it from freed memory has had its Oops, and goes no
    /// further than to the step that it would call it with.
    /// </summary>
    internal Address Function(int word)
    {
        _kernel.Computer.Check(Address + (word * Bytes), Bytes);
        return new Address((int)_kernel.Computer.Memory.Peek(Address + (word * Bytes)));
    }
}
