using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Those who wait, without sleeping, for the handler of a timer or the function of a tasklet to end on another CPU:
/// del_timer_sync, tasklet_unlock_wait; and tasklet_kill, which yields meanwhile. Such an agent is disabled while what it
/// waits for is so, and goes on holding its CPU.
/// </summary>
/// <remarks>
/// After kernel/timer.c and kernel/softirq.c of 2.6.11. On one CPU there is nothing to wait for: a handler that runs has
/// covered whoever could ask.
/// </remarks>
internal sealed class HandlerWaits
{
    private readonly LinuxKernel _kernel;

    internal HandlerWaits(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>Whether an operation is such a wait.</summary>
    internal static bool IsWait(Operation operation)
        => operation is Operation.TimerSync or Operation.TaskletKill or Operation.TaskletWait;

    /// <summary>A handler has begun or ended, or somebody has come to wait for one. Inside a step.</summary>
    internal void Refresh()
    {
        // It follows from what ReadConditions reads.
        var computer = _kernel.Computer;
        bool on = computer.PauseFootprint();
        for (int agent = 0; agent < computer.Agents.Count; agent++)
        {
            if (IsWait(computer.PendingOperation(agent)))
            {
                computer.Block(agent, Blocked.Handler, MustWait(agent));
            }
        }

        computer.ResumeFootprint(on);
    }

    /// <summary>Reads what decides whether an agent that waits can go on.</summary>
    internal void ReadConditions(int agent) => _ = MustWait(agent);

    private bool MustWait(int agent)
    {
        var waitedFor = _kernel.Computer.PendingObject(agent);
        return _kernel.Computer.PendingOperation(agent) switch
        {
            Operation.TaskletKill => !new TaskletStruct(_kernel, waitedFor).CanBeKilled,
            Operation.TaskletWait => _kernel.Profile.IsSmp && new TaskletStruct(_kernel, waitedFor).IsRunning,
            _ => _kernel.Profile.IsSmp && _kernel.Timers.IsRunning(waitedFor),
        };
    }
}
