using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The body of memset: whole words where it can.</summary>
public readonly struct MemsetBody : IStepBody
{
    private const int Word = 8;
    private readonly Address _to;
    private readonly byte _value;
    private readonly int _count;

    internal MemsetBody(Address to, byte value, int count)
    {
        _to = to;
        _value = value;
        _count = count;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        int done = 0;
        while (done < _count)
        {
            var at = _to + done;
            if ((at.Value % Word) == 0 && _count - done >= Word)
            {
                computer.Memory.Write(at, _value * 0x0101010101010101UL);
                done += Word;
            }
            else
            {
                computer.Memory.Write(at, _value);
                done++;
            }
        }

        if (computer.Recording)
        {
            computer.Note($"memset({computer.Memory.NameOf(_to)}, {_value}, {_count})");
        }

        return _value;
    }
}
