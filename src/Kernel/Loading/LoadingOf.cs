using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>6.8: whoever needs a module that is being loaded waits until that has ended, well or not.</summary>
/// <remarks>After module_wq and finished_loading() of kernel/module/main.c of 6.8. A task is a bit of the module's word of waiters.</remarks>
internal static class LoadingOf
{
    /// <summary>wait_event_interruptible(module_wq, finished_loading(module)): 0, or -ERESTARTSYS. In task context.</summary>
    internal static async KTask<int> Wait(LinuxKernel kernel, KernelModule module)
    {
        while (true)
        {
            kernel.Computer.Announce(Operation.Wait, module.ThisModule, Here());
            if (await new Step<WaitBody>(kernel.Computer, new WaitBody(kernel, module)) is var outcome and <= 0)
            {
                return (int)outcome;
            }

            await kernel.Schedule(Here());
        }
    }

    /// <summary>wake_up_all(&amp;module_wq). Inside a step.</summary>
    internal static void Ended(LinuxKernel kernel, KernelModule module)
    {
        if (kernel.Profile.Generation != KernelGeneration.V68)
        {
            return;
        }

        long waiters = module.Waiter;
        for (int agent = 0; waiters != 0; agent++, waiters = (long)((ulong)waiters >> 1))
        {
            if ((waiters & 1) != 0)
            {
                kernel.Scheduler.TryToWakeUp(kernel.TaskOf(agent), TaskState.Interruptible);
            }
        }

        if (module.Waiter != 0)
        {
            module.Waiter = 0;
        }
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new(file, line, "finished_loading");

    /// <summary>prepare_to_wait_event and the condition: 0 done, -ERESTARTSYS, 1 to sleep.</summary>
    private readonly struct WaitBody(LinuxKernel kernel, KernelModule module) : IStepBody
    {
        private const int MostTasks = 64;

        public long Run(Computer computer)
        {
            var task = kernel.Current;
            bool hasEnded = module.State != ModuleState.Coming;
            if (hasEnded || task.SignalPending)
            {
                task.State = TaskState.Running;
                return hasEnded ? 0 : -Errno.ERESTARTSYS;
            }

            if (task.Agent >= MostTasks)
            {
                throw new MachineException($"{task} is one task too many to wait for the loading of a module");
            }

            module.Waiter |= 1L << task.Agent;
            task.State = TaskState.Interruptible;
            if (computer.Recording)
            {
                computer.Note($"module_wq: waits for the loading of {module.Name}");
            }

            return 1;
        }
    }
}
