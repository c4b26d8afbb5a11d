using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// sched.c of the Linux Kernel Module Programming Guide (chapter 11, "Scheduling tasks"), as printed: a work that queues
/// itself again every 100 ticks, and a file in /proc that says how often it has run.
/// </summary>
/// <remarks>The corrected twin is <see cref="SchedFixed"/>. What is wrong with this one: SCH-1 to SCH-9.</remarks>
public class Sched : SchedModule
{
    private readonly Shared<int> _timerIntrpt;
    private readonly SharedBytes _myBuffer;
    private readonly Shared<long> _ourProcFile;
    private readonly FileOperations _fileOps;
    private readonly Address _procfileRead;

    /// <summary>The module, not loaded yet.</summary>
    public Sched(LinuxKernel kernel)
        : base(kernel)
    {
        _ourProcFile = Pointer("Our_Proc_File");
        _timerIntrpt = Variable<int>("TimerIntrpt");
        Die = Variable<int>("die");
        Queue = Pointer("my_workqueue");
        Task = DeclareWork("Task", IntrptRoutine);
        _myBuffer = Chars("my_buffer", 80);
        _procfileRead = ReadProcFunction(ProcfileRead);
        _fileOps = FileOperations("File_Ops_4_Our_Proc_File", read: ProcfileReadFile);
    }

    /// <inheritdoc/>
    public override long TimesCalled => _timerIntrpt.Inspect();

    /// <inheritdoc/>
    public override void StartFrom(int times) => _timerIntrpt.Initialise(times);

    /// <summary>The work.</summary>
    protected WorkStruct Task { get; }

    /// <summary>die.</summary>
    protected Shared<int> Die { get; }

    /// <summary>my_workqueue.</summary>
    protected Shared<long> Queue { get; }

    /// <summary>intrpt_routine: counts, and queues itself again unless the module is going.</summary>
    public async KTask IntrptRoutine(Address irrelevant)
    {
        await _timerIntrpt.Store(await _timerIntrpt.Load() + 1);

        if (await Die.Load() == 0)
        {
            await QueueDelayedWork(new Address((int)await Queue.Load()), Task, 100);
        }
    }

    /// <summary>procfile_read: the text in a static buffer, all in one go.</summary>
    public async KTask<int> ProcfileRead(Address buffer, ReadProcArguments arguments)
    {
        if (arguments.Offset > 0)
        {
            return 0;
        }

        int len = await Sprintf(_myBuffer, Format, await _timerIntrpt.Load());
        arguments.Start = _myBuffer.Address;
        return len;
    }

    /// <summary>The same logic as ->read, where the kernel has no read_proc.</summary>
    public async KTask<long> ProcfileReadFile(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        if (offset.Value > 0)
        {
            return 0;
        }

        int len = await Sprintf(_myBuffer, Format, await _timerIntrpt.Load());
        len = (int)Math.Min(len, length);
        if (await CopyToUser(buffer, _myBuffer.Address, len) != 0)
        {
            return -Errno.EFAULT;
        }

        offset.Value += len;
        return len;
    }

    /// <summary>Calls stand between its accesses to one variable, and no two plain stores are neighbours: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        if (HasProcCreate)
        {
            var created = await ProcCreate(ProcEntryFilename, 0x1a4, _fileOps);
            await _ourProcFile.Store(created.Address.Value);
            if (created.IsNull)
            {
                return -Errno.ENOMEM;
            }
        }
        else
        {
            var entry = await CreateProcEntry(ProcEntryFilename, 0x1a4);
            await _ourProcFile.Store(entry.Address.Value);
            if (entry.IsNull)
            {
                await RemoveProcEntry(ProcEntryFilename);
                Printk(KernLevel.Alert, "Error: Could not initialize /proc/sched\n");
                return -Errno.ENOMEM;
            }

            await entry.ReadProc.Store(_procfileRead.Value);
            await entry.Owner.Store(ThisModule.Value);
            await entry.Mode.Store(0x8124);
            await entry.Uid.Store(0);
            await entry.Gid.Store(0);
            await entry.FileSize.Store(80);
        }

        await Queue.Store((await CreateWorkqueue(MyWorkQueueName)).Value);
        await QueueDelayedWork(new Address((int)await Queue.Load()), Task, 100);

        Printk(KernLevel.Info, "/proc/sched created\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(ProcEntryFilename);
        Printk(KernLevel.Info, "/proc/sched removed\n");

        await Die.Store(1);
        await CancelDelayedWork(Task);
        await FlushWorkqueue(new Address((int)await Queue.Load()));
        await DestroyWorkqueue(new Address((int)await Queue.Load()));
    }
}
