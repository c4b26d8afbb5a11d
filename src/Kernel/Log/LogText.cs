using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// What the kernel's log says, as text in memory: kept only where a scenario reads it, and then part of the state.
/// </summary>
/// <remarks>
/// <para>2.6.11 (kernel/printk.c) and before: a text that does not end a line is continued by the next printk of
/// anybody, and a level in the middle of a line is three characters like others (log_level_unknown).</para>
/// <para>6.8: every call makes a record of its own, which dmesg shows as a line; KERN_CONT appends to the last record if
/// the same caller made it and did not end it.</para>
/// </remarks>
public sealed class LogText
{
    private const int Capacity = 4096;

    private readonly LinuxKernel _kernel;
    private readonly Address _text;
    private readonly Address _end;

    // 2.6: 1 while a line is unfinished. 6.8: the agent + 1 whose record is unfinished.
    private readonly Address _open;

    internal LogText(LinuxKernel kernel)
    {
        _kernel = kernel;
        var memory = kernel.Computer.Memory;
        _text = memory.Allocate(Capacity, "log_buf", RegionKind.KernelData);
        _end = memory.Allocate(8, "log_buf end", RegionKind.KernelData);
        _open = memory.Allocate(8, "log_level_unknown", RegionKind.KernelData);
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    private int End => (int)Memory.Peek(_end);

    /// <summary>Whether the log contains <paramref name="text"/>: for the clauses of a scenario.</summary>
    public bool Contains(string text) => IndexOf(text) >= 0;

    /// <summary>Where <paramref name="text"/> begins in the log, at <paramref name="from"/> or later; -1 for nowhere.</summary>
    public int IndexOf(string text, int from = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        _kernel.Computer.RequireInspection("the log");
        int last = End - text.Length;
        for (int at = from; at <= last; at++)
        {
            int i = 0;
            while (i < text.Length && Memory.Read<byte>(_text + (at + i)) == text[i])
            {
                i++;
            }

            if (i == text.Length)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>How many characters the log has: for the clauses of a scenario.</summary>
    public int Length
    {
        get
        {
            _kernel.Computer.RequireInspection("the log");
            return End;
        }
    }

    /// <summary>A character of the log: for the clauses of a scenario.</summary>
    public char this[int index]
    {
        get
        {
            _kernel.Computer.RequireInspection("the log");
            return (char)Memory.Read<byte>(_text + index);
        }
    }

    /// <summary>Everything, in one string: for tests.</summary>
    public override string ToString() => string.Create(Length, this, static (to, log) =>
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = log[i];
        }
    });

    internal void Print(ReadOnlySpan<char> text, bool continues)
    {
        if (_kernel.Profile.Generation == KernelGeneration.V68)
        {
            Store(text, continues);
        }
        else
        {
            Emit(text);
        }
    }

    private static bool HasLevel(ReadOnlySpan<char> text) => text.Length >= 3 && text[0] == '<' && text[1] is >= '0' and <= '7' && text[2] == '>';

    /// <summary>vprintk of 2.6.11: character by character, with a level where a line begins without one.</summary>
    private void Emit(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length && text[i] != 0; i++)
        {
            if (Memory.Peek(_open) == 0)
            {
                if (!HasLevel(text[i..]))
                {
                    Put("<4>");
                }

                Memory.Poke(_open, 1);
            }

            Put(text[i]);
            if (text[i] == '\n')
            {
                Memory.Poke(_open, 0);
            }
        }
    }

    /// <summary>vprintk_store of 6.8: a record, whose level is no part of its text.</summary>
    private void Store(ReadOnlySpan<char> text, bool continues)
    {
        bool ends = text.EndsWith("\n");
        int caller = _kernel.Computer.Current + 1;
        if (continues && Memory.Peek(_open) == caller)
        {
            // Over the end of the line that the record has had so far.
            Memory.Poke(_end, End - 1);
        }
        else if (!HasLevel(text))
        {
            Put("<4>");
        }

        foreach (char c in ends ? text[..^1] : text)
        {
            if (c != 0)
            {
                Put(c);
            }
        }

        Put('\n');
        Memory.Poke(_open, ends ? 0 : caller);
    }

    private void Put(string text)
    {
        foreach (char c in text)
        {
            Put(c);
        }
    }

    private void Put(char c)
    {
        int end = End;
        if (end == Capacity)
        {
            throw new MachineException($"more than {Capacity} characters in a log that the scenario reads");
        }

        Memory.Write(_text + end, (byte)c);
        Memory.Poke(_end, end + 1);
    }
}
