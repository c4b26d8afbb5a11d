using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// ksoftirqd of one CPU: a thread that turns to the softirqs which a task has raised, where no interrupt comes by. It is
/// asleep unless it was woken.
/// </summary>
/// <remarks>After kernel/softirq.c of 2.6.11.</remarks>
internal sealed class KSoftIrqd
{
    private readonly LinuxKernel _kernel;
    private readonly TaskStruct _thread;
    private readonly Address _state;
    private readonly int _cpu;

    internal KSoftIrqd(LinuxKernel kernel, int cpu)
    {
        _kernel = kernel;
        _cpu = cpu;
        _state = kernel.Computer.Memory.Allocate(8, $"ksoftirqd({cpu})", RegionKind.Control);
        _thread = kernel.AddBoundThread($"ksoftirqd/{cpu}", cpu, Run);
    }

    /// <summary>Whether it has something to do. Inside a step.</summary>
    internal bool IsAwake => (_kernel.Computer.BlockedBy(_thread.Agent) & Blocked.Asleep) == 0;

    /// <summary>wakeup_softirqd. Inside a step.</summary>
    internal void Wake() => _kernel.Scheduler.TryToWakeUp(_thread, TaskState.Normal);

    private async KTask Run()
    {
        var site = new Site("softirq.c", 3, "ksoftirqd");
        _thread.State = TaskState.Interruptible;
        _kernel.Computer.Block(_thread.Agent, Blocked.Asleep, true);
        if (_kernel.BigKernelLock.OnEveryEntry)
        {
            await _kernel.Retake(site);
        }

        while (true)
        {
            _kernel.Computer.Announce(Operation.SoftInterrupt, _state, site);
            long runs = await new Step<LookBody>(_kernel.Computer, new LookBody(this));
            _kernel.Computer.LoopHead(_thread.Agent, runs, 0);
            if (runs == 0 && _kernel.BigKernelLock.MustRetake(_thread))
            {
                await _kernel.Retake(site);
            }
        }
    }

    /// <summary>do_softirq while anything is pending, with a cond_resched after each; else the thread sleeps.</summary>
    private readonly struct LookBody(KSoftIrqd owner) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = owner._kernel;
            var memory = computer.Memory;
            bool hasRun = memory.Peek(owner._state) != 0;
            if (hasRun && kernel.SoftIrqs.IsBusy(owner._cpu))
            {
                // cond_resched: who waits for this CPU has its turn.
                memory.Poke(owner._state, 0);
                kernel.BigKernelLock.DropInSchedule(owner._thread);
                kernel.Scheduler.Yield(owner._thread);
                return 0;
            }

            if (kernel.SoftIrqs.Do(kernel.Cpus[owner._cpu]))
            {
                memory.Poke(owner._state, 1);
                if (computer.Recording)
                {
                    computer.Note("ksoftirqd: do_softirq");
                }

                return 1;
            }

            if (computer.Recording)
            {
                computer.Note("ksoftirqd: nothing pending, sleeps");
            }

            memory.Poke(owner._state, 0);
            owner._thread.State = TaskState.Interruptible;
            kernel.BigKernelLock.DropInSchedule(owner._thread);
            kernel.Scheduler.PutToSleep(owner._thread);
            return 0;
        }
    }
}
