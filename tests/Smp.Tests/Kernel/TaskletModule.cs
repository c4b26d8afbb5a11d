using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module with two tasklets that add one to the same variable, and whatever else the test has the first one do.</summary>
internal sealed class TaskletModule : KernelModule
{
    private readonly Func<TaskletModule, KTask>? _more;
    private readonly Func<TaskletModule, KTask>? _init;
    private readonly Func<TaskletModule, KTask>? _exit;
    private readonly Shared<long> _object;
    private readonly Address _function;

    internal TaskletModule(LinuxKernel kernel, Func<TaskletModule, KTask>? more = null, bool disabled = false, Func<TaskletModule, KTask>? init = null, Func<TaskletModule, KTask>? exit = null)
        : base(kernel, "tasklets")
    {
        _more = more;
        _init = init;
        _exit = exit;
        First = DeclareTasklet("first", FirstTasklet, disabled: disabled);
        Second = DeclareTasklet("second", SecondTasklet);
        Inside = Variable<int>("inside");
        Sum = Variable<int>("sum");
        _object = Pointer("object");
        _function = TaskletFunction(AllocatedTasklet);
    }

    internal TaskletStruct First { get; }

    internal TaskletStruct Second { get; }

    internal Shared<int> Inside { get; }

    internal Shared<int> Sum { get; }

    public override async KTask<int> InitModule()
    {
        if (_init is not null)
        {
            await _init(this);
        }

        return 0;
    }

    public override async KTask CleanupModule()
    {
        if (_exit is not null)
        {
            await _exit(this);
        }
    }

    public async KTask FirstTasklet(Address data)
    {
        await Inside.Store(1);
        await Add();
        if (_more is not null)
        {
            await _more(this);
        }

        await Inside.Store(0);
    }

    public KTask SecondTasklet(Address data) => Add();

    public KTask AllocatedTasklet(Address data) => Add();

    internal async KTask Schedule() => await TaskletSchedule(First);

    internal async KTask<int> ScheduleInHandler()
    {
        await TaskletSchedule(First);
        return 0;
    }

    internal async KTask<int> ScheduleSecondInHandler()
    {
        await TaskletSchedule(Second);
        return 0;
    }

    internal async KTask ScheduleSecond() => await TaskletSchedule(Second);

    internal async KTask HiScheduleSecond() => await TaskletHiSchedule(Second);

    internal KTask Disable() => TaskletDisable(First);

    internal async KTask DisableNosync() => await TaskletDisableNosync(First);

    internal async KTask Enable() => await TaskletEnable(First);

    internal KTask Kill() => TaskletKill(First);

    internal async KTask AllocateAndSchedule()
    {
        var pointer = await Kmalloc(TaskletStruct.Size);
        await _object.Store(pointer.Value);
        var tasklet = TaskletAt(pointer);
        await TaskletInit(tasklet, _function);
        await TaskletSchedule(tasklet);
    }

    internal async KTask Free(bool kills)
    {
        var pointer = new Address((int)await _object.Load());
        if (kills)
        {
            await TaskletKill(TaskletAt(pointer));
        }

        await Kfree(pointer, TaskletStruct.Size);
    }

    private async KTask Add() => await Sum.Store(await Sum.Load() + 1);
}
