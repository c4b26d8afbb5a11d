using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// wait_event and its kin: macros in C, so that their condition is code of the caller, evaluated again after each
/// wake-up. In task context.
/// </summary>
/// <remarks>After include/linux/wait.h of 2.6.11.</remarks>
internal static class WaitEvent
{
    /// <summary>wait_event(queue, condition).</summary>
    internal static async KTask Uninterruptible(LinuxKernel kernel, WaitQueueHead queue, Func<KTask<bool>> condition, bool exclusive, Site site)
    {
        if (await condition())
        {
            return;
        }

        while (true)
        {
            await queue.PrepareToWait(TaskState.Uninterruptible, exclusive, site);
            if (await condition())
            {
                break;
            }

            await kernel.Schedule(site);
        }

        await queue.FinishWait(site);
    }

    /// <summary>wait_event_interruptible(queue, condition): 0, or -ERESTARTSYS as soon as a signal is pending.</summary>
    internal static async KTask<int> Interruptible(LinuxKernel kernel, WaitQueueHead queue, Func<KTask<bool>> condition, bool exclusive, Site site)
    {
        if (await condition())
        {
            return 0;
        }

        int result = 0;
        while (true)
        {
            await queue.PrepareToWait(TaskState.Interruptible, exclusive, site);
            if (await condition())
            {
                break;
            }

            // A handler, which has been refused already, may have no task to ask.
            if (kernel.CurrentOrNull is { } task && await kernel.SignalPending(task, site) != 0)
            {
                kernel.Signals.SleepRefused(queue);
                result = -Errno.ERESTARTSYS;
                break;
            }

            await kernel.Schedule(site);
        }

        await queue.FinishWait(site);
        return result;
    }
}
