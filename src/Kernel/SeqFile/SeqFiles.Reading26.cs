using Smp.Machine;

namespace Smp.Kernel;

/// <summary>seq_read of 2.6.11: start and next are given a copy of the position, which is kept only if the record was.</summary>
public sealed partial class SeqFiles
{
    private async KTask<long> Read26(OpenFile file, Address buffer, long size, LocalLong position)
    {
        var m = Of(file);
        await m.Lock.Down(function: "seq_read");
        long result = await Transfer26(m, buffer, size);
        position.Value += Math.Max(result, 0);
        await m.Lock.Up(function: "seq_read");
        return result;
    }

    private async KTask<long> Transfer26(SeqFile m, Address to, long size)
    {
        if (!await HaveBuffer(m))
        {
            return -Errno.ENOMEM;
        }

        long copied = 0;
        if (m.Count != 0)
        {
            copied = Math.Min(m.Count, size);
            if (await CopyOut(m, m.From, to, copied) != 0)
            {
                return -Errno.EFAULT;
            }

            m.Count -= copied;
            m.From += copied;
            m.Index.Add(m.Count == 0 ? 1 : 0);
            if (copied == size)
            {
                return copied;
            }
        }

        var first = await FirstRecord26(m);
        if (!IsRecord(first.V))
        {
            return copied != 0 ? copied : first.Error;
        }

        await MoreRecords26(m, first.V, size - copied);
        long rest = Math.Min(m.Count, size - copied);
        if (await CopyOut(m, 0, to + (int)copied, rest) != 0)
        {
            return copied != 0 ? copied : -Errno.EFAULT;
        }

        m.Count -= rest;
        if (m.Count != 0)
        {
            m.From = rest;
        }
        else
        {
            m.Pos.Add(1);
        }

        m.Index.Set(m.Pos.Value);
        return copied + rest;
    }

    /// <summary>At least one record in the buffer, in a larger one if need be; the sequence goes on from it. Without one it has been stopped.</summary>
    private async KTask<Element> FirstRecord26(SeqFile m)
    {
        while (true)
        {
            m.Pos.Set(m.Index.Value);
            var v = await Start(m, m.Pos);
            long error = IsRecord(v) ? await Show(m, v) : ErrorOf(v);
            if (!IsRecord(v) || error != 0)
            {
                await Stop(m, v);
                m.Count = 0;
                return new Element(Address.Null, error);
            }

            if (!m.HasOverflowed)
            {
                return new Element(v, 0);
            }

            await Stop(m, v);
            if (!await Enlarge(m))
            {
                return new Element(Address.Null, -Errno.ENOMEM);
            }

            m.Count = 0;
        }
    }

    /// <summary>As many further records as the reader wants and the buffer holds; one that does not fit is dropped. Stops the sequence.</summary>
    private async KTask MoreRecords26(SeqFile m, Address v, long size)
    {
        while (m.Count < size)
        {
            long before = m.Count;
            m.Next.Set(m.Pos.Value);
            v = await Next(m, v, m.Next);
            if (!IsRecord(v))
            {
                break;
            }

            if (await Show(m, v) != 0 || m.HasOverflowed)
            {
                m.Count = before;
                break;
            }

            m.Pos.Set(m.Next.Value);
        }

        await Stop(m, v);
    }
}
