namespace Smp.Machine;

public sealed partial class KernelMemory
{
    /// <summary>Copies bytes in the body of a step; each word is touched once.</summary>
    public void Copy(Address to, Address from, int count)
    {
        bool footprint = _footprint.On;
        for (int i = 0; i < count; i++)
        {
            if (footprint && (i == 0 || ((from.Value + i) & 7) == 0))
            {
                _footprint.Add(from + i, write: false);
            }

            NoteWrite(to + i, isFirst: i == 0, footprint);
            _footprint.On = false;
            Write(to + i, Read<byte>(from + i));
            _footprint.On = footprint;
        }
    }

    /// <summary>Sets bytes to 0 in the body of a step; each word is touched once.</summary>
    public void Clear(Address to, int count)
    {
        bool footprint = _footprint.On;
        for (int i = 0; i < count; i++)
        {
            NoteWrite(to + i, isFirst: i == 0, footprint);
            _footprint.On = false;
            Write<byte>(to + i, 0);
            _footprint.On = footprint;
        }
    }

    private void NoteWrite(Address to, bool isFirst, bool footprint)
    {
        if (footprint && (isFirst || (to.Value & 7) == 0))
        {
            _footprint.Add(to, write: true);
        }
    }
}
