using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="Sched"/>: same file, same work, and nothing of it left when the module is gone.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back. What a read gives is the text as it is during that read.
/// </remarks>
public class SchedFixed : SchedModule
{
    private const int TextSize = 80;

    private readonly Atomic _timerIntrpt;
    private readonly Shared<long> _myWorkqueue;
    private readonly FileOperations _fileOps;
    private readonly Address _procfileRead;

    /// <summary>The module, not loaded yet.</summary>
    public SchedFixed(LinuxKernel kernel)
        : base(kernel)
    {
        _timerIntrpt = AtomicVariable("TimerIntrpt");
        _myWorkqueue = Pointer("my_workqueue");
        Task = DeclareWork("Task", IntrptRoutine);
        _procfileRead = ReadProcFunction(ProcfileRead);
        _fileOps = FileOperations("File_Ops_4_Our_Proc_File", read: ProcfileReadFile);
    }

    /// <inheritdoc/>
    public override long TimesCalled => _timerIntrpt.Inspect();

    /// <summary>The work.</summary>
    protected WorkStruct Task { get; }

    /// <inheritdoc/>
    public override void StartFrom(int times) => _timerIntrpt.Initialise(times);

    /// <summary>intrpt_routine: counts, and always queues itself again: cancelling stops it, not a flag.</summary>
    public async KTask IntrptRoutine(Address irrelevant)
    {
        await CountUp();
        await Requeue();
    }

    /// <summary>procfile_read: the text from the reader's offset on, in the page that the reader brought.</summary>
    public async KTask<int> ProcfileRead(Address buffer, ReadProcArguments arguments)
    {
        var text = await MakeText(PageOfReader(buffer, TextSize));
        if (text.Start != buffer)
        {
            arguments.Start = text.Start;
        }

        // One answer to one read: the kernel need not ask again.
        arguments.Eof = true;
        return RestOf(text.Length, arguments.Offset) > 0 ? text.Length : 0;
    }

    /// <summary>The same as ->read: simple_read_from_buffer of a text of the reader's own.</summary>
    public async KTask<long> ProcfileReadFile(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        var text = await MakeText(LocalArray(TextSize));
        int count = (int)Math.Min(RestOf(text.Length, offset.Value), length);
        int left = count > 0 ? await CopyToUser(buffer, text.Start + (int)offset.Value, count) : 0;
        if (left != 0)
        {
            return -Errno.EFAULT;
        }

        offset.Value += Math.Max(count, 0);
        return Math.Max(count, 0);
    }

    /// <summary>Calls and atomic operations stand between its accesses: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var queue = await CreateWorkqueue(MyWorkQueueName);
        if (!MayUse(queue))
        {
            return -Errno.ENOMEM;
        }

        await _myWorkqueue.Store(queue.Value);
        if (!await Register())
        {
            await DestroyWorkqueue(queue);
            return -Errno.ENOMEM;
        }

        await QueueDelayedWork(queue, Task, 100);
        Printk(KernLevel.Info, "/proc/sched created\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(ProcEntryFilename);
        Printk(KernLevel.Info, "/proc/sched removed\n");
        var queue = new Address((int)await _myWorkqueue.Load());
        await StopWork(queue);
        await DestroyWorkqueue(queue);
    }

    /// <summary>Fix of SCH-1: cancelled until it was the timer that was stopped; in 6.8 that is one call.</summary>
    protected virtual async KTask StopWork(Address queue)
    {
        if (Generation == KernelGeneration.V68)
        {
            await CancelDelayedWorkSync(Task);
            return;
        }

        while (await CancelDelayedWork(Task) == 0)
        {
            await FlushWorkqueue(queue);
        }
    }

    /// <summary>What cancelling relies on: the work arms its timer again before its function ends.</summary>
    protected virtual async KTask Requeue()
        => await QueueDelayedWork(new Address((int)await _myWorkqueue.Load()), Task, 100);

    /// <summary>Fix of SCH-2 and SCH-3: the text is made in memory that is this reader's alone, the page it brought.</summary>
    protected virtual async KTask<TextInMemory> MakeText(LocalBytes own)
        => new TextInMemory(own.Address, Sprintf(own, Format, await TimesSoFar()));

    /// <summary>Fix of SCH-4: the count is an atomic_t, to whoever looks at it too.</summary>
    protected virtual async KTask CountUp() => await _timerIntrpt.AddReturn(1);

    /// <summary>The count as the text has it.</summary>
    protected virtual async KTask<int> TimesSoFar() => (int)await _timerIntrpt.Read();

    /// <summary>Fix of SCH-5: without a queue there is no module.</summary>
    protected virtual bool MayUse(Address queue) => !queue.IsNull;

    /// <summary>Fix of SCH-6: how much there still is behind an offset.</summary>
    protected virtual long RestOf(int length, long offset) => length - offset;

    private async KTask<bool> Register()
    {
        if (HasProcCreate)
        {
            return !(await ProcCreate(ProcEntryFilename, 0x124, _fileOps)).IsNull;
        }

        var entry = await CreateProcEntry(ProcEntryFilename, 0x124);
        if (entry.IsNull)
        {
            return false;
        }

        await entry.ReadProc.Store(_procfileRead.Value);
        if (!HasPdeUsers)
        {
            await entry.Owner.Store(ThisModule.Value);
        }

        await entry.FileSize.Store(80);
        return true;
    }
}

/// <summary>A text that was made, and where.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Its length, without the NUL.</param>
public readonly record struct TextInMemory(Address Start, int Length);
