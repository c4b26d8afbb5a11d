using Smp.Machine;

namespace Smp.Kernel;

/// <summary>seq_read_iter of 6.8: start and next are given the position itself, m-&gt;index, and what they leave there stays.</summary>
public sealed partial class SeqFiles
{
    private async KTask<long> Read68(OpenFile file, Address buffer, long size, LocalLong position)
    {
        if (size == 0)
        {
            return 0;
        }

        var m = Of(file);
        await m.Lock.Down(function: "seq_read");
        long result = await Transfer68(m, buffer, size, position.Value);
        position.Value += Math.Max(result, 0);
        m.ReadPosition += Math.Max(result, 0);
        await m.Lock.Up(function: "seq_read");
        return result;
    }

    private async KTask<long> Transfer68(SeqFile m, Address to, long size, long position)
    {
        if (position == 0)
        {
            // Whoever reads from the beginning gets the first record, wherever the sequence was.
            m.Index.Set(0);
            m.Count = 0;
        }

        if (position != m.ReadPosition)
        {
            long error = await SeekTo(m, position);
            m.ReadPosition = error == 0 ? position : 0;
            if (error != 0)
            {
                m.Index.Set(0);
                m.Count = 0;
                return error;
            }
        }

        if (!await HaveBuffer(m))
        {
            return -Errno.ENOMEM;
        }

        long copied = 0;
        if (m.Count != 0)
        {
            long wanted = Math.Min(m.Count, size);
            copied = wanted - await CopyOut(m, m.From, to, wanted);
            m.Count -= copied;
            m.From += copied;
            if (m.Count != 0)
            {
                return copied != 0 ? copied : -Errno.EFAULT;
            }
        }

        m.From = 0;
        var first = await FirstRecord68(m);
        if (!IsRecord(first.V))
        {
            return copied != 0 ? copied : first.Error;
        }

        await MoreRecords68(m, first.V, size - copied);
        long rest = Math.Min(m.Count, size - copied);
        long given = rest - await CopyOut(m, 0, to + (int)copied, rest);
        m.Count -= given;
        m.From = given;
        copied += given;
        return copied != 0 ? copied : m.Count != 0 ? -Errno.EFAULT : 0;
    }

    /// <summary>A record that is not empty, in a buffer that holds it; the sequence goes on from it. Without one it has been stopped.</summary>
    private async KTask<Element> FirstRecord68(SeqFile m)
    {
        var v = await Start(m, m.Index);
        while (IsRecord(v))
        {
            int error = await Show(m, v);
            if (error < 0)
            {
                await Stop(m, v);
                m.Count = 0;
                return new Element(Address.Null, error);
            }

            m.Count = error > 0 ? 0 : m.Count;
            if (m.Count == 0)
            {
                v = await Next(m, v, m.Index);
                continue;
            }

            if (!m.HasOverflowed)
            {
                return new Element(v, 0);
            }

            await Stop(m, v);
            m.Count = 0;
            if (!await Enlarge(m))
            {
                return new Element(Address.Null, -Errno.ENOMEM);
            }

            v = await Start(m, m.Index);
        }

        await Stop(m, v);
        m.Count = 0;
        return new Element(Address.Null, ErrorOf(v));
    }

    /// <summary>Moves on once for every record shown, and takes what else fits. Stops the sequence.</summary>
    private async KTask MoreRecords68(SeqFile m, Address v, long size)
    {
        while (true)
        {
            long before = m.Count;
            long index = m.Index.Value;
            v = await Next(m, v, m.Index);
            if (index == m.Index.Value)
            {
                string next = _kernel.Text.NameOf(m.Operations.Function(SeqOperations.Next)) ?? "";
                _kernel.Log.Append($"<6>seq_file: buggy .next function {next} did not update position index\n");
                m.Index.Add(1);
            }

            if (!IsRecord(v) || m.Count >= size)
            {
                break;
            }

            int error = await Show(m, v);
            if (error != 0 || m.HasOverflowed)
            {
                m.Count = before;
                if (error <= 0)
                {
                    break;
                }
            }
        }

        await Stop(m, v);
    }
}
