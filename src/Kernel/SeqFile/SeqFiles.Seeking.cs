using Smp.Machine;

namespace Smp.Kernel;

/// <summary>seq_lseek: prints the records from the first one on, to nobody, until as many bytes are behind.</summary>
public sealed partial class SeqFiles
{
    private async KTask<long> Llseek26(OpenFile file, long offset, Whence whence)
    {
        var m = Of(file);
        await m.Lock.Down(function: "seq_lseek");
        offset += whence == Whence.Current ? await file.Position.Load(function: "seq_lseek") : 0;
        long result = -Errno.EINVAL;
        if (whence != Whence.End && offset >= 0)
        {
            result = offset != await file.Position.Load(function: "seq_lseek") ? await MoveTo(m, file, offset) : offset;
        }

        await m.Lock.Up(function: "seq_lseek");
        return result;
    }

    private async KTask<long> Llseek68(OpenFile file, long offset, Whence whence)
    {
        var m = Of(file);
        await m.Lock.Down(function: "seq_lseek");
        offset += whence == Whence.Current ? await file.Position.Load(function: "seq_lseek") : 0;
        long result = -Errno.EINVAL;
        if (whence != Whence.End && offset >= 0)
        {
            result = offset;
            if (offset != m.ReadPosition)
            {
                result = await MoveTo(m, file, offset);
                m.ReadPosition = Math.Max(result, 0);
            }
            else
            {
                await file.Position.Store(offset, function: "seq_lseek");
            }
        }

        await m.Lock.Up(function: "seq_lseek");
        return result;
    }

    private async KTask<long> MoveTo(SeqFile m, OpenFile file, long offset)
    {
        long error = await SeekTo(m, offset);
        if (error != 0)
        {
            m.Index.Set(0);
            m.Count = 0;
        }

        await file.Position.Store(error == 0 ? offset : 0, function: "seq_lseek");
        return error == 0 ? offset : error;
    }

    /// <summary>traverse, again as long as it says so: 0, or a negative errno.</summary>
    private async KTask<long> SeekTo(SeqFile m, long offset)
    {
        long error;
        do
        {
            error = await Traverse(m, offset);
        }
        while (error == -Errno.EAGAIN);

        return error;
    }

    private async KTask<long> Traverse(SeqFile m, long offset)
    {
        m.Index.Set(0);
        m.Count = 0;
        m.From = 0;
        if (offset == 0)
        {
            return 0;
        }

        if (!await HaveBuffer(m))
        {
            return -Errno.ENOMEM;
        }

        long error = 0;
        long passed = 0;
        var v = await Start(m, m.Index);
        while (IsRecord(v))
        {
            error = await Show(m, v);
            if (error < 0 || (error > 0 && !IsModern))
            {
                break;
            }

            m.Count = error > 0 ? 0 : m.Count;
            error = 0;
            if (m.HasOverflowed)
            {
                return await AgainWithMoreRoom(m, v);
            }

            bool isWithin = passed + m.Count > offset;
            bool isBehind = passed + m.Count == offset;

            // 6.8 moves on for every record it has shown; 2.6.11 not over the one it stops in.
            if (IsModern || !(isWithin || isBehind))
            {
                v = await Next(m, v, m.Index);
            }
            else
            {
                m.Index.Add(isBehind ? 1 : 0);
            }

            if (isWithin)
            {
                m.From = offset - passed;
                m.Count -= m.From;
                break;
            }

            passed += m.Count;
            m.Count = 0;
            if (isBehind)
            {
                break;
            }
        }

        error = error == 0 ? ErrorOf(v) : error;
        await Stop(m, v);
        return error;
    }

    private async KTask<long> AgainWithMoreRoom(SeqFile m, Address v)
    {
        await Stop(m, v);
        m.Count = 0;
        return await Enlarge(m) ? -Errno.EAGAIN : -Errno.ENOMEM;
    }
}
