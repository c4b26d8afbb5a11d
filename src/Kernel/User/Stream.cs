using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A FILE in user memory: lock, descriptor, whether there was an error, what of the buffer is to be read, how much is to be
/// written, the buffer. Whoever touches it holds its lock.
/// </summary>
internal readonly struct Stream
{
    internal const int BufferSize = 32;
    internal const int HeaderSize = 6 * Bytes;
    internal const int Size = HeaderSize + BufferSize;

    private const int Bytes = 8;
    private readonly KernelMemory _memory;
    private readonly Address _start;

    internal Stream(Computer computer, Address start)
    {
        _memory = computer.Memory;
        _start = start;
    }

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "fd", "error", "read_ptr", "read_end", "write_count"];

    internal Address Buffer => _start + HeaderSize;

    internal long Descriptor => Get(1);

    internal bool HasError => Get(2) != 0;

    internal long Next => Get(3);

    internal long End => Get(4);

    internal void Initialise(int descriptor)
    {
        for (int word = 0; word < HeaderSize / Bytes; word++)
        {
            Set(word, 0);
        }

        Set(1, descriptor);
    }

    /// <summary>read(2) has put that many bytes into the buffer, or failed.</summary>
    internal void Filled(long got)
    {
        Set(2, got < 0 ? 1 : Get(2));
        Set(3, 0);
        Set(4, Math.Max(got, 0));
    }

    internal void Took(int count) => Set(3, Next + count);

    internal void Put(int count) => Set(5, Get(5) + count);

    internal long Flush()
    {
        long count = Get(5);
        Set(5, 0);
        return count;
    }

    // A stream that is not there has been met with a fault before; the program that met it goes no further.
    private long Get(int word) => _start.IsNull ? 0 : _memory.Peek(_start + (word * Bytes));

    private void Set(int word, long value)
    {
        if (!_start.IsNull)
        {
            _memory.Poke(_start + (word * Bytes), value);
        }
    }
}

/// <summary>The streams of one process, in its memory: standard output, and room for those that it opens.</summary>
public sealed class StandardIoMemory
{
    private readonly List<Address> _streams = [];

    /// <summary>While the stage is being built.</summary>
    /// <param name="computer">The computer.</param>
    /// <param name="owner">The name of the program.</param>
    /// <param name="streams">How often it may open a file; no memory is used twice, so that who has an old stream is found.</param>
    public StandardIoMemory(Computer computer, string owner, int streams)
    {
        ArgumentNullException.ThrowIfNull(computer);
        Stdout = computer.Memory.Allocate(Stream.Size, "stdout", RegionKind.User, owner, fields: Stream.Fields);
        for (int i = 0; i < streams; i++)
        {
            _streams.Add(computer.Memory.Allocate(Stream.Size, "FILE", RegionKind.User, owner, Shadow.None, Stream.Fields));
        }
    }

    internal Address Stdout { get; }

    /// <summary>The next stream nobody has had yet. Inside a step.</summary>
    internal Address NextFree(Computer computer)
    {
        foreach (var stream in _streams)
        {
            if (computer.Memory.ShadowOf(stream) == Shadow.None)
            {
                return stream;
            }
        }

        throw new MachineException($"the program opens more than {_streams.Count} files");
    }
}
