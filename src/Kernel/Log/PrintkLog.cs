using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// printk's ring buffer. Output, not memory: no step, no race, unless a scenario reads it. Which entries there are is
/// part of the state only as a count.
/// </summary>
/// <remarks>After kernel/printk.c of 2.6.11: eight levels, the default one is 4.</remarks>
public sealed class PrintkLog
{
    private const int Entries = 256;
    private readonly Computer _computer;
    private readonly string[] _ring = new string[Entries];
    private readonly Address _count;

    internal PrintkLog(Computer computer)
    {
        _computer = computer;
        _count = computer.Memory.Allocate(8, "log_end", RegionKind.Control);
    }

    /// <summary>How many lines were ever written in this run.</summary>
    public long Count => _computer.Memory.Peek(_count);

    /// <summary>The lines still in the ring, oldest first.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            long count = Count;
            for (long i = Math.Max(0, count - Entries); i < count; i++)
            {
                yield return _ring[i % Entries];
            }
        }
    }

    /// <summary>Appends a line with its level.</summary>
    public void Append(string text)
    {
        long count = _computer.Memory.Peek(_count);
        _ring[count % Entries] = text;
        _computer.Memory.Poke(_count, count + 1);
        _computer.NoteLog(text);
    }
}
