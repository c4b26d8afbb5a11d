using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>DECLARE_TASKLET(symbol, function, data), or with <paramref name="disabled"/> DECLARE_TASKLET_DISABLED. In the constructor.</summary>
    protected TaskletStruct DeclareTasklet(string symbol, TaskletCallback function, Address data = default, bool disabled = false)
    {
        var text = TaskletFunction(function);
        var tasklet = new TaskletStruct(Kernel, Data(symbol, TaskletStruct.Size, TaskletStruct.Fields));
        _initialisers.Add(() => tasklet.Initialise(text, data, disabled ? 1 : 0));
        return tasklet;
    }

    /// <summary>A function that <see cref="TaskletInit"/> may name, in the module's text. In the constructor.</summary>
    protected Address TaskletFunction(TaskletCallback function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Kernel.Tasklets.Require();
        return Text(function.Method.Name, function);
    }

    /// <summary>The struct tasklet_struct at an address: in an object from kmalloc.</summary>
    protected TaskletStruct TaskletAt(Address address) => new(Kernel, address);

    /// <summary>tasklet_init(tasklet, function, data): not scheduled, enabled. In any context.</summary>
    /// <param name="tasklet">Where it is: <see cref="TaskletAt"/>.</param>
    /// <param name="function">What <see cref="TaskletFunction"/> gave.</param>
    /// <param name="data">What the function is called with.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    protected Step<InitTaskletBody> TaskletInit(TaskletStruct tasklet, Address function, Address data = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string caller = "")
        => Kernel.Tasklets.Init(tasklet, function, data, Call(file, line, caller));

    /// <summary>tasklet_schedule(tasklet): 1, or 0 if it was scheduled already. It runs once, soon, on this CPU. In any context.</summary>
    protected Step<ScheduleTaskletBody> TaskletSchedule(TaskletStruct tasklet, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Tasklets.Schedule(tasklet, Call(file, line, function));

    /// <summary>tasklet_hi_schedule(tasklet): the same, before timers and other tasklets. In any context.</summary>
    protected Step<ScheduleTaskletBody> TaskletHiSchedule(TaskletStruct tasklet, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Tasklets.Schedule(tasklet, Call(file, line, function), high: true);

    /// <summary>tasklet_disable_nosync(tasklet): it does not begin to run; it may be running. Nests. In any context.</summary>
    protected Step<CountTaskletBody> TaskletDisableNosync(TaskletStruct tasklet, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Tasklets.CountUp(tasklet, disable: true, Call(file, line, function));

    /// <summary>
    /// tasklet_disable(tasklet): it does not run. Nests. Not from its function; in 6.8 in task context, not atomic.
    /// </summary>
    protected KTask TaskletDisable(TaskletStruct tasklet, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Tasklets.Disable(tasklet, Call(file, line, function));

    /// <summary>tasklet_enable(tasklet): undoes one disable; what was scheduled meanwhile runs. In any context.</summary>
    protected Step<CountTaskletBody> TaskletEnable(TaskletStruct tasklet, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Tasklets.CountUp(tasklet, disable: false, Call(file, line, function));

    /// <summary>
    /// tasklet_kill(tasklet): waits until it neither is scheduled nor runs. Who can still schedule it must have been stopped
    /// before; a disabled one that is scheduled is waited for in vain. In task context, not atomic.
    /// </summary>
    protected KTask TaskletKill(TaskletStruct tasklet, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Tasklets.Kill(tasklet, Call(file, line, function));
}
