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
    private readonly Lazy<LogText> _text;

    internal PrintkLog(LinuxKernel kernel)
    {
        _computer = kernel.Computer;
        _count = _computer.Memory.Allocate(8, "log_end", RegionKind.Control);
        _text = new Lazy<LogText>(() => new LogText(kernel), isThreadSafe: false);
    }

    /// <summary>The log as text in memory, which becomes part of the state by being asked for while the computer is built.</summary>
    public LogText Text => _text.Value;

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

    /// <summary>Appends a line with its level, or a piece of one without.</summary>
    public void Append(string text) => Append(text, continues: false);

    /// <summary>Appends a piece of a line that says so (KERN_CONT).</summary>
    internal void AppendCont(string text) => Append(text, continues: true);

    private void Append(string text, bool continues)
    {
        if (_text.IsValueCreated)
        {
            Text.Print(text, continues);
        }

        long count = _computer.Memory.Peek(_count);
        _ring[count % Entries] = text;
        _computer.Memory.Poke(_count, count + 1);
        _computer.NoteLog(text);
    }
}
