using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A struct seq_file: what one open file of records has read so far, and the buffer that records are printed to. Its
/// lock is its own, so that two open files of the same records do not keep each other out.
/// </summary>
/// <remarks>
/// After include/linux/seq_file.h of 2.6.11 and 6.8. Whoever holds the lock is alone with it: what it does here between
/// two calls is local code.
/// </remarks>
public readonly struct SeqFile
{
    internal const int Size = (LockWord * Bytes) + KernelSemaphore.Size;

    private const int Bytes = 8;
    private const int LockWord = 10;
    private readonly LinuxKernel _kernel;

    internal SeqFile(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>m-&gt;private: the module's, for this open file; what single_open was given.</summary>
    public Shared<long> Private => new(_kernel.Computer, Address + (7 * Bytes));

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } =
        ["", "size", "from", "count", "index", "read_pos", "op", "private", "pos", "next", "lock"];

    /// <summary>Serialises what is done through one open file; a mutex since 2.6.16.</summary>
    internal KernelSemaphore Lock => new(_kernel, Address + (LockWord * Bytes));

    /// <summary>The record that will be read next.</summary>
    internal LocalLong Index => Word(4);

    /// <summary>Of 2.6.11's seq_read, local variables of the one caller that holds the lock: where the last record was found.</summary>
    internal LocalLong Pos => Word(8);

    /// <summary>The same: where the one after it is.</summary>
    internal LocalLong Next => Word(9);

    /// <summary>Where the buffer is; NULL before the first read.</summary>
    internal Address Buffer
    {
        get => new((int)Get(0));
        set => Set(0, value.Value);
    }

    /// <summary>How large the buffer is.</summary>
    internal long BufferSize
    {
        get => Get(1);
        set => Set(1, value);
    }

    /// <summary>Where in the buffer what has not been read begins.</summary>
    internal long From
    {
        get => Get(2);
        set => Set(2, value);
    }

    /// <summary>How many bytes of it there are; the buffer's size once a record did not fit.</summary>
    internal long Count
    {
        get => Get(3);
        set => Set(3, value);
    }

    /// <summary>The file position that index, from and count belong to. Of 6.8.</summary>
    internal long ReadPosition
    {
        get => Get(5);
        set => Set(5, value);
    }

    /// <summary>The table of functions, in the memory of whoever opened the file.</summary>
    internal SeqOperations Operations
    {
        get => new(_kernel, new Address((int)Get(6)));
        set => Set(6, value.Address.Value);
    }

    /// <summary>seq_has_overflowed.</summary>
    internal bool HasOverflowed => Count == BufferSize;

    /// <summary>A new one, closed to nobody. Inside a step.</summary>
    internal void Initialise(SeqOperations operations)
    {
        for (int word = 0; word < LockWord; word++)
        {
            Set(word, 0);
        }

        Operations = operations;
        Lock.Initialise(1);
    }

    private long Get(int word) => _kernel.Computer.Memory.Peek(Address + (word * Bytes));

    private void Set(int word, long value) => _kernel.Computer.Memory.Poke(Address + (word * Bytes), value);

    private LocalLong Word(int word) => new(_kernel.Computer, Address + (word * Bytes));
}
