using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What both generations of seq_read are made of: the calls of the module, the buffer, the copy to the reader.</summary>
public sealed partial class SeqFiles
{
    private static bool IsRecord(Address v) => v.Value > 0;

    /// <summary>PTR_ERR of what start or next returned; 0 for NULL.</summary>
    private static long ErrorOf(Address v) => Math.Min(v.Value, 0);

    private async KTask<Address> Start(SeqFile m, LocalLong pos)
    {
        var function = m.Operations.Function(SeqOperations.Start);
        var start = (SeqStartFunction)_kernel.Text.Resolve(function).Code;
        if (_kernel.Text.IsKernels(function))
        {
            return await start(m, pos);
        }

        long before = await _kernel.EnterModule(function, caller: "seq_read");
        var v = await start(m, pos);
        await _kernel.LeaveModule(function, before, v.Value, caller: "seq_read");
        return v;
    }

    private async KTask<Address> Next(SeqFile m, Address v, LocalLong pos)
    {
        var function = m.Operations.Function(SeqOperations.Next);
        var next = (SeqNextFunction)_kernel.Text.Resolve(function).Code;
        if (_kernel.Text.IsKernels(function))
        {
            return await next(m, v, pos);
        }

        long before = await _kernel.EnterModule(function, caller: "seq_read");
        var after = await next(m, v, pos);
        await _kernel.LeaveModule(function, before, after.Value, caller: "seq_read");
        return after;
    }

    private async KTask Stop(SeqFile m, Address v)
    {
        var function = m.Operations.Function(SeqOperations.Stop);
        var stop = (SeqStopFunction)_kernel.Text.Resolve(function).Code;
        if (_kernel.Text.IsKernels(function))
        {
            await stop(m, v);
            return;
        }

        long before = await _kernel.EnterModule(function, caller: "seq_read");
        await stop(m, v);
        await _kernel.LeaveModule(function, before, 0, caller: "seq_read");
    }

    private async KTask<int> Show(SeqFile m, Address v)
    {
        var function = m.Operations.Function(SeqOperations.Show);
        var show = (SeqShowFunction)_kernel.Text.Resolve(function).Code;
        if (_kernel.Text.IsKernels(function))
        {
            return await show(m, v);
        }

        long before = await _kernel.EnterModule(function, caller: "seq_read");
        int result = await show(m, v);
        await _kernel.LeaveModule(function, before, result, caller: "seq_read");
        return result;
    }

    /// <summary>Whether there is a buffer, after an attempt to get one.</summary>
    private KTask<bool> HaveBuffer(SeqFile m) => m.Buffer.IsNull ? NewBuffer(m, PageSize) : new KTask<bool>(true);

    /// <summary>Gives the buffer back and gets another one, of twice the size.</summary>
    private KTask<bool> Enlarge(SeqFile m) => NewBuffer(m, (int)m.BufferSize * 2);

    private async KTask<bool> NewBuffer(SeqFile m, int size)
    {
        var site = Here("seq_read");
        await MaySleep(site);
        Computer.Announce(Operation.Allocate, m.Address, site, argument: size);
        return await new Step<BufferBody>(Computer, new BufferBody(_kernel, m, size)) != 0;
    }

    /// <summary>copy_to_user of what stands in the buffer: how many bytes could not be copied.</summary>
    private KTask<int> CopyOut(SeqFile m, long from, Address to, long count)
        => _kernel.UserAccess.CopyToUser(to, m.Buffer + (int)from, (int)count, Here("seq_read"));

    /// <summary>A record that a sequence goes on from; or none, and why.</summary>
    private readonly record struct Element(Address V, long Error);

    private readonly struct BufferBody(LinuxKernel kernel, SeqFile m, int size) : IStepBody
    {
        public long Run(Computer computer)
        {
            var old = m.Buffer;
            if (!old.IsNull)
            {
                computer.Memory.SetShadow(old, (int)m.BufferSize, Shadow.Freed);
            }

            var file = m;
            file.BufferSize = size;
            file.Buffer = Kmalloc(kernel, size, Shadow.Uninitialised, "seq_read", "buffer of seq_file");
            return file.Buffer.Value;
        }
    }
}
