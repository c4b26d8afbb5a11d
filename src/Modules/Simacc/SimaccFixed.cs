using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="Simacc"/>: each write adds up its own bytes, the sum is published as a number, and who
/// opens the file reads the sum of that moment.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back. Fix of SIM-9: all that the file shows is there before the file is, and proc_create shows that whole.
/// </remarks>
public class SimaccFixed : SimaccModule
{
    private readonly Shared<long> _result;
    private readonly Address _show;
    private readonly FileOperations _simaccFops;

    /// <summary>The module, not loaded yet.</summary>
    public SimaccFixed(LinuxKernel kernel)
        : base(kernel)
    {
        _result = Variable<long>("result");
        _show = SeqShow(SimaccShow);
        _simaccFops = FileOperations("simacc_fops", SimaccOpen, SingleRelease, Reader, SimaccWrite, owner: true, llseek: SeqLseek);
    }

    /// <summary>simacc_open: what is read from this file is the sum of now.</summary>
    public async KTask<int> SimaccOpen(Inode inode, OpenFile file)
        => await SingleOpen(file, _show, await Sum(nameof(SimaccOpen)));

    /// <summary>simacc_show: the sum as text.</summary>
    public async KTask<int> SimaccShow(SeqFile m, Address v)
    {
        SeqPrintf(m, "%lu\n", await m.Private.Load());
        return 0;
    }

    /// <summary>simacc_write: adds up the numbers in what was written.</summary>
    public async KTask<long> SimaccWrite(OpenFile file, Address buffer, long count, LocalLong offset)
    {
        count = Taken(count);
        if (count < 0)
        {
            return count;
        }

        int size = (int)count + 1;
        var input = await Input(size);
        if (input.IsNull)
        {
            return -Errno.ENOMEM;
        }

        if (await CopyFromUser(input, buffer, (int)count) != 0)
        {
            await Forget(input, size);
            return -Errno.EFAULT;
        }

        await At<byte>(input + (int)count).Store(0);
        ulong sum = await AddUp(input, size);
        await Forget(input, size);
        await Publish(sum);
        return count;
    }

    /// <summary>Each variable is read once between two calls: nothing is left for the compiler to reuse.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        if (HasProcCreate)
        {
            return (await ProcCreate(ProcEntryName, Mode, _simaccFops)).IsNull ? -Errno.ENOMEM : 0;
        }

        var entry = await CreateProcEntry(ProcEntryName, Mode);
        if (entry.IsNull)
        {
            return -Errno.ENOMEM;
        }

        await entry.ProcFops.Store(_simaccFops.Address.Value);
        if (!HasPdeUsers)
        {
            await entry.Owner.Store(ThisModule.Value);
        }

        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule() => await RemoveProcEntry(ProcEntryName);

    /// <summary>Fix of SIM-1, SIM-2 and SIM-7: what does not fit is refused, not cut.</summary>
    /// <returns>How many bytes are taken, or a negative errno.</returns>
    protected virtual long Taken(long count) => count > MaxInputSize ? -Errno.EINVAL : count;

    /// <summary>Fix of SIM-4: memory for the input of this call alone, with room for the NUL.</summary>
    protected virtual KTask<Address> Input(int size) => Kmalloc(size, function: nameof(SimaccWrite));

    /// <summary>The end of that.</summary>
    protected virtual async KTask Forget(Address input, int size) => await Kfree(input, size, function: nameof(SimaccWrite));

    /// <summary>Fix of SIM-6: the NUL behind the last number ends it like any other character that is no digit.</summary>
    protected virtual int EndOf(int size) => size;

    /// <summary>Fix of SIM-3 and SIM-5: the sum is published as a number, in one store; its text is made by who reads.</summary>
    protected virtual async KTask Publish(ulong sum) => await _result.WriteOnce((long)sum, function: nameof(SimaccWrite));

    /// <summary>What was published.</summary>
    protected virtual async KTask<long> Sum(string function) => await _result.ReadOnce(function: function);

    /// <summary>Fix of SIM-8: who reads gets the text that was made when the file was opened.</summary>
    protected virtual ReadWriteFunction Reader => SeqRead;

    private async KTask<ulong> AddUp(Address input, int size)
    {
        ulong num = 0;
        ulong sum = 0;
        byte c = 1;
        for (int i = 0; i < EndOf(size) && c != 0; i++)
        {
            c = await At<byte>(input + i).Load(function: nameof(SimaccWrite));
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                num = UnsignedLong((num * 10) + c - '0');
            }
            else
            {
                sum = UnsignedLong(sum + num);
                num = 0;
            }
        }

        return sum;
    }
}
