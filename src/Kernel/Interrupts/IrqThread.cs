using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The thread of a handler that was registered with request_threaded_irq: made with the machine, asleep until the primary
/// handler says IRQ_WAKE_THREAD. It may run while the next interrupt of the line is handled.
/// </summary>
/// <remarks>
/// After irq_thread, __irq_wake_thread and the end of __free_irq (kernel/irq/manage.c, handle.c of 6.8). IRQF_ONESHOT is
/// left out: it masks lines that are raised by a level, and here they are raised by an edge.
/// </remarks>
internal sealed class IrqThread
{
    private const int Bytes = 8;
    private const int ActionOffset = Bytes;
    private const int FunctionOffset = 2 * Bytes;
    private const int ActiveOffset = 3 * Bytes;
    private const int WaiterOffset = 4 * Bytes;
    private const int Size = 5 * Bytes;

    private static readonly string[] s_fields = ["", "action", "thread_fn", "threads_active", "waiter"];

    private readonly LinuxKernel _kernel;
    private readonly Address _word;
    private readonly TaskStruct _task;
    private readonly int _irq;

    internal IrqThread(LinuxKernel kernel, int irq, string name)
    {
        _kernel = kernel;
        _irq = irq;
        _word = kernel.Computer.Memory.Allocate(Size, $"irq/{irq}-{name}", RegionKind.Control, fields: s_fields, title: $"irq/{irq}-{name}");
        _task = kernel.AddSleepingThread($"irq/{irq}-{name}", TaskStruct.AllCpus, Run);
    }

    /// <summary>The irqaction it works for; NULL for none.</summary>
    internal Address Action => new((int)Memory.Peek(_word + ActionOffset));

    /// <summary>The line it is for.</summary>
    internal int Irq => _irq;

    private bool IsActive
    {
        get => Memory.Peek(_word + ActiveOffset) != 0;
        set => Memory.Poke(_word + ActiveOffset, value ? 1 : 0);
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>setup_irq_thread, in the step that registers the action.</summary>
    internal void Bind(Address action, Address function)
    {
        Memory.Poke(_word + ActionOffset, action.Value);
        Memory.Poke(_word + FunctionOffset, function.Value);
    }

    /// <summary>__irq_wake_thread: once for all interrupts that come before it has begun. Inside a step.</summary>
    internal void Wake()
    {
        _kernel.Computer.Release(_word);
        if (Memory.Peek(_word) != 0)
        {
            return;
        }

        Memory.Poke(_word, 1);
        IsActive = true;
        _kernel.Scheduler.TryToWakeUp(_task, TaskState.Normal);
    }

    /// <summary>kthread_stop: what it has been asked for it still does; then it works for nobody any more. In task context.</summary>
    internal async KTask Stop(Site site)
    {
        while (true)
        {
            _kernel.Computer.Announce(Operation.Wait, _word, site with { Function = "kthread_stop" });
            if (await new Step<StopBody>(_kernel.Computer, new StopBody(this)) == 0)
            {
                return;
            }

            await _kernel.Schedule(site);
        }
    }

    private async KTask Run()
    {
        var site = new Site("manage.c", 1, "irq_thread");
        _task.State = TaskState.Interruptible;
        _kernel.Computer.Block(_task.Agent, Blocked.Asleep, true);
        while (true)
        {
            _kernel.Computer.Announce(Operation.Kernel, _word, site);
            long taken = await new Step<TakeBody>(_kernel.Computer, new TakeBody(this));
            _kernel.Computer.LoopHead(_task.Agent, taken, 0);
            if (taken != 0)
            {
                // Bound before the first interrupt, and not changed while it runs.
                var function = new Address((int)Memory.Peek(_word + FunctionOffset));
                var devId = new IrqAction(_kernel, Action).DevId;
                long before = await _kernel.EnterModule(function, "manage.c", 2, "irq_thread_fn");
                int said = await ((IrqHandler)_kernel.Text.Resolve(function).Code)(_irq, devId);
                await _kernel.LeaveModule(function, before, said, "manage.c", 3, "irq_thread_fn");
            }
        }
    }

    /// <summary>irq_wait_for_interrupt: 1 if there is something to do; else the thread sleeps.</summary>
    private readonly struct TakeBody(IrqThread thread) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Acquire(thread._word);
            bool isAsked = thread.Memory.Peek(thread._word) != 0;
            thread.Memory.Poke(thread._word, 0);
            if (!isAsked)
            {
                // Who waits for it to stop comes after it.
                computer.Release(thread._word + ActiveOffset);
                thread.IsActive = false;
                long waiter = thread.Memory.Peek(thread._word + WaiterOffset);
                thread.Memory.Poke(thread._word + WaiterOffset, 0);
                if (waiter != 0)
                {
                    thread._kernel.Scheduler.TryToWakeUp(thread._kernel.TaskOf((int)waiter - 1), TaskState.Uninterruptible);
                }

                thread._task.State = TaskState.Interruptible;
                thread._kernel.Scheduler.PutToSleep(thread._task);
            }

            if (computer.Recording)
            {
                computer.Note(isAsked ? "irq_thread: runs" : "irq_thread: sleeps");
            }

            return isAsked ? 1 : 0;
        }
    }

    /// <summary>1 while the thread has something to do, and the caller is to sleep.</summary>
    private readonly struct StopBody(IrqThread thread) : IStepBody
    {
        public long Run(Computer computer)
        {
            AtomicContext.Refuses(thread._kernel, "free_irq()");
            var task = thread._kernel.Current;
            bool waits = thread.IsActive;
            task.State = waits ? TaskState.Uninterruptible : TaskState.Running;
            thread.Memory.Poke(thread._word + WaiterOffset, waits ? task.Agent + 1 : 0);
            if (!waits)
            {
                computer.Acquire(thread._word + ActiveOffset);
                thread.Memory.Poke(thread._word + ActionOffset, 0);
            }

            if (computer.Recording)
            {
                computer.Note(waits ? "kthread_stop: waits" : "kthread_stop");
            }

            return waits ? 1 : 0;
        }
    }
}
