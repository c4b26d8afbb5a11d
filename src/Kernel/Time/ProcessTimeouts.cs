using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>nanosleep(2): a process that sleeps for a time. Only on a machine that asks for it (<see cref="Use"/>).</summary>
/// <remarks>
/// sys_nanosleep, schedule_timeout and process_timeout of kernel/timer.c of 2.6.11: the timer is on the sleeper's own stack.
/// 6.8 has a high-resolution timer in its place, which expires in an interrupt; here it is a timer there too.
/// </remarks>
public sealed class ProcessTimeouts
{
    private const int Slot = 1;

    private readonly LinuxKernel _kernel;
    private readonly Lazy<Address> _function;

    internal ProcessTimeouts(LinuxKernel kernel)
    {
        _kernel = kernel;
        _function = new Lazy<Address>(() => kernel.Timers.KernelFunction(Slot, "process_timeout", ProcessTimeout), isThreadSafe: false);
    }

    private int Hz => _kernel.Profile.Generation == KernelGeneration.V20 ? 100 : 1000;

    /// <summary>The machine gets nanosleep(2), and timers, while it is being built.</summary>
    public void Use()
    {
        _kernel.Timers.Require();
        _ = _function.Value;
    }

    /// <summary>nanosleep(2): 0, or EINTR if a signal came first. In task context.</summary>
    /// <param name="milliseconds">For how long; it may take a tick more.</param>
    internal async KTask<long> Nanosleep(long milliseconds)
    {
        if (!_function.IsValueCreated)
        {
            return -Errno.ENOSYS;
        }

        var task = _kernel.Current;
        var timer = new TimerList(_kernel, task.LocalArray(TimerList.Size).Address);
        var site = Here();
        _kernel.Computer.Announce(Operation.Timer, timer.Address, site);
        await new Step<StartBody>(_kernel.Computer, new StartBody(_kernel, task, timer, _function.Value, (milliseconds * Hz / 1000) + 1));
        await _kernel.Schedule(site);
        _kernel.Computer.Announce(Operation.TimerSync, timer.Address, site);
        _kernel.HandlerWaits.Refresh();
        bool wasPending = await new Step<DeleteTimerBody>(
            _kernel.Computer, new DeleteTimerBody(_kernel, timer.Address, "del_singleshot_timer_sync", false, false)) != 0;
        return wasPending ? -Errno.EINTR : 0;
    }

    /// <summary>process_timeout: wakes the sleeper. In softirq context.</summary>
    public async KTask ProcessTimeout(Address argument)
    {
        var task = _kernel.FindTask(_kernel.Profile.Generation == KernelGeneration.V68 ? new TimerList(_kernel, argument).Data.Value : argument.Value)!;
        _kernel.Computer.Announce(Operation.Wake, task.Address, Here());
        await new Step<WakeBody>(_kernel.Computer, new WakeBody(_kernel, task));
    }

    private static Site Here([CallerMemberName] string function = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new(file, line, function);

    /// <summary>current->state = TASK_INTERRUPTIBLE, init_timer and add_timer: nobody else knows the timer before.</summary>
    private readonly struct StartBody(LinuxKernel kernel, TaskStruct task, TimerList timer, Address function, long ticks) : IStepBody
    {
        public long Run(Computer computer)
        {
            task.State = TaskState.Interruptible;
            var own = timer;
            own.Initialise(function, new Address(task.Pid));
            kernel.Timers.Arm(own, computer.Memory.Peek(kernel.Jiffies) + ticks);
            if (computer.Recording)
            {
                computer.Note($"schedule_timeout({ticks})");
            }

            return 0;
        }
    }

    private readonly struct WakeBody(LinuxKernel kernel, TaskStruct task) : IStepBody
    {
        public long Run(Computer computer)
        {
            bool slept = kernel.Scheduler.TryToWakeUp(task, TaskState.Interruptible);
            if (computer.Recording)
            {
                computer.Note($"process_timeout: {(slept ? "wakes" : "finds awake")} {task}");
            }

            return slept ? 1 : 0;
        }
    }
}
