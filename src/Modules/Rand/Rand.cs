using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The file /proc/PID/rand as the patch has it: whoever reads it gets a random number, as long as the process is there.
/// </summary>
/// <remarks>
/// The patch is to the kernel itself (fs/proc/base.c, kernel/sched of 5.4): it is compiled in and never goes. Here it is
/// a module that is there before the race and that nobody removes. It says nothing about locks, and needs none: each open
/// file prints to a buffer of its own, and the process is held while it is looked at.
/// </remarks>
public class Rand : KernelModule
{
    /// <summary>S_IRUGO.</summary>
    private const int ReadableByAll = 0x124;

    private readonly Address _argument;
    private readonly Address _show;

    /// <summary>The code, not there yet.</summary>
    public Rand(LinuxKernel kernel)
        : base(kernel, "rand")
    {
        _argument = VariableArgument("argument of SEQ_printf");
        _show = SeqShow(RandShow);
        var operations = FileOperations("rand_operations", RandOpen, SingleRelease, SeqRead, RandWrite, llseek: SeqLseek);
        DeclarePidFile("rand", ReadableByAll, operations);
    }

    /// <summary>A call stands between any two of its accesses: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <summary>rand_show: the process, while it is there, and a number.</summary>
    public async KTask<int> RandShow(SeqFile m, Address v)
    {
        var inode = new Address((int)await m.Private.Load());
        var p = await GetProcTask(inode);
        if (p is null)
        {
            return -Errno.ESRCH;
        }

        await RandCount(m);
        await PutTaskStruct(p);
        return 0;
    }

    /// <summary>rand_write: takes everything and does nothing.</summary>
    public KTask<long> RandWrite(OpenFile file, Address buf, long count, LocalLong offset) => new(count);

    /// <summary>rand_open.</summary>
    public KTask<int> RandOpen(Inode inode, OpenFile filp) => SingleOpen(filp, _show, inode.Address.Value);

    /// <inheritdoc/>
    public override KTask<int> InitModule() => new(0);

    /// <summary>rand_count: a number, and the line that it is printed on.</summary>
    protected virtual async KTask RandCount(SeqFile m)
    {
        int number = (int)await GetRandomInt();
        await SeqPrint(m, "%-21Ld\n", number);
    }

    /// <summary>SEQ_printf(m, format, number) with a number that is an int.</summary>
    protected async KTask SeqPrint(SeqFile m, string format, int number)
    {
        long taken = await TakeArgument(_argument, format, number, function: nameof(RandCount));
        SeqPrintf(m, format, taken);
    }
}
