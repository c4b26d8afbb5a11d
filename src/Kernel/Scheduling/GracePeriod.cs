using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// synchronize_rcu: sleeps until every CPU that was inside the kernel, not preemptible, when it began has since been
/// idle, in user mode, in schedule(), or preemptible. Where the kernel is preemptible it waits for nobody who merely runs,
/// only for those who are in a read-side section (<see cref="ReadCopyUpdate"/>).
/// </summary>
/// <remarks>
/// After kernel/rcupdate.c of 2.6.11 (synchronize_kernel) and kernel/rcu/tree.c of 6.8, with read-side sections that are
/// stretches without preemption. In task context; sleeps.
/// </remarks>
public sealed class GracePeriod
{
    /// <summary>In a mask, the bit of the first task: below it are CPUs.</summary>
    private const int FirstReader = 16;

    private readonly LinuxKernel _kernel;
    private readonly Address _waiting;

    internal GracePeriod(LinuxKernel kernel)
    {
        _kernel = kernel;
        _waiting = kernel.Computer.Memory.Allocate(8, "rcu_state", RegionKind.Control);
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>synchronize_rcu().</summary>
    internal async KTask Synchronize([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _kernel.Computer.Announce(Operation.Sleep, _waiting, new Site(file, line, "synchronize_rcu"));
        await new Step<BeginBody>(_kernel.Computer, new BeginBody(this, _kernel));
    }

    /// <summary>A CPU's state has changed: it may have been what somebody waits for.</summary>
    internal void Refresh()
    {
        if (Memory.Peek(_waiting) == 0)
        {
            return;
        }

        foreach (var task in _kernel.Tasks)
        {
            if (task.GraceMask == 0)
            {
                continue;
            }

            task.GraceMask &= ~QuietCpus();
            EndIfQuiet(task);
        }
    }

    /// <summary>A task, counted as a reader where readers can be preempted, has left its section. Inside a step.</summary>
    internal void ReaderLeft(int index)
    {
        if (Memory.Peek(_waiting) == 0)
        {
            return;
        }

        foreach (var task in _kernel.Tasks)
        {
            if (task.GraceMask != 0)
            {
                task.GraceMask &= ~(1L << (FirstReader + index));
                EndIfQuiet(task);
            }
        }
    }

    private void EndIfQuiet(TaskStruct task)
    {
        if (task.GraceMask != 0)
        {
            return;
        }

        Memory.Poke(_waiting, Memory.Peek(_waiting) - 1);
        _kernel.Scheduler.TryToWakeUp(task, TaskState.Uninterruptible);
        if (_kernel.Rcu.InUse)
        {
            _kernel.Computer.AcquireFor(task.Agent, _kernel.Rcu.Data);
        }
    }

    private long QuietCpus()
    {
        long mask = 0;
        foreach (var cpu in _kernel.Cpus)
        {
            mask |= _kernel.Scheduler.IsQuiescent(cpu) ? 1L << cpu.Id : 0;
        }

        return mask;
    }

    private readonly struct BeginBody(GracePeriod period, LinuxKernel kernel) : IStepBody
    {
        public long Run(Computer computer)
        {
            var task = kernel.Current;
            int own = computer.CpuOf(computer.Current);
            long all = (1L << kernel.Cpus.Length) - 1;
            long cpus = all & ~period.QuietCpus() & ~(1L << own);
            long readers = cpus | (kernel.Rcu.ReaderTasks() << FirstReader);
            if (computer.Recording)
            {
                computer.Note(readers == 0 ? "synchronize_rcu: no CPU to wait for" : cpus != 0 ? "synchronize_rcu: waits for a CPU inside the kernel" : "synchronize_rcu: waits for a reader");
            }

            if (readers == 0)
            {
                if (kernel.Rcu.InUse)
                {
                    computer.Acquire(kernel.Rcu.Data);
                }

                kernel.Scheduler.Yield(task);
                return 0;
            }

            period.Memory.Poke(period._waiting, period.Memory.Peek(period._waiting) + 1);
            task.GraceMask = readers;
            task.State = TaskState.Uninterruptible;
            kernel.Scheduler.PutToSleep(task);
            return readers;
        }
    }
}
