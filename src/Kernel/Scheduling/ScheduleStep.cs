using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// schedule(): a task whose state is not RUNNING is taken off the run queue, unless it is INTERRUPTIBLE and has a signal
/// pending; the big kernel lock is dropped and taken again around it (kernel/sched.c, lib/kernel_lock.c of 2.6.11).
/// </summary>
public readonly struct ScheduleBody : IStepBody
{
    private readonly LinuxKernel _kernel;

    // Waiting for a lock that is held for a moment is not what O_NONBLOCK is about.
    private readonly bool _forLock;

    internal ScheduleBody(LinuxKernel kernel, bool forLock)
    {
        _kernel = kernel;
        _forLock = forLock;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (AtomicContext.Refuses(_kernel, "schedule()", irqs: false))
        {
            return 0;
        }

        var task = _kernel.Current;
        computer.Acquire(task.Address);
        if (task.State == TaskState.Interruptible && task.SignalPending)
        {
            task.State = TaskState.Running;
        }

        bool sleeps = task.State != TaskState.Running;
        if (sleeps && !_forLock && task.IsNonBlockingCall && computer.InModule(task.Agent))
        {
            computer.Complain("nonblock-sleeps", Address.Null, $"{task} sleeps in a call that it made with O_NONBLOCK");
        }

        if (_kernel.Recording)
        {
            _kernel.Computer.Note(sleeps ? "schedule: sleeps" : "schedule: goes on");
        }

        _kernel.BigKernelLock.DropInSchedule(task);
        if (sleeps)
        {
            _kernel.Scheduler.PutToSleep(task);
        }
        else
        {
            _kernel.Scheduler.Yield(task);
        }

        return sleeps ? 1 : 0;
    }
}
