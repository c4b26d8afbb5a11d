using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>DEFINE_TIMER(symbol, function): not armed.</summary>
    protected TimerList DefineTimer(string symbol, TimerFunction function, Address data = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        Kernel.Timers.Require();
        var timer = new TimerList(Kernel, Data(symbol, TimerList.Size, TimerList.Fields));
        var text = Text(function.Method.Name, function);
        _initialisers.Add(() => timer.Initialise(text, data));
        return timer;
    }

    /// <summary>jiffies: one load. In any context.</summary>
    protected LoadStep<long> Jiffies([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new Shared<long>(Kernel.Computer, Kernel.Jiffies).Load(file, line, function);

    /// <summary>timer_pending(timer): 1 if it is armed; it is not while its handler runs. In any context.</summary>
    protected async KTask<bool> TimerPending(TimerList timer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => await new Shared<long>(Kernel.Computer, timer.Address + (4 * Bytes)).Load(file, line, function) != 0;

    /// <summary>add_timer(timer) with timer->expires: it must not be pending. In any context.</summary>
    protected Step<ArmTimerBody> AddTimer(TimerList timer, long expires, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => ArmTimer(timer, expires, true, new Site(file, line, function));

    /// <summary>mod_timer(timer, expires): 1 if it was pending. In any context.</summary>
    protected Step<ArmTimerBody> ModTimer(TimerList timer, long expires, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => ArmTimer(timer, expires, false, new Site(file, line, function));

    /// <summary>del_timer(timer), timer_delete in 6.8: 1 if it was pending. Does not wait for a handler that runs. In any context.</summary>
    protected Step<DeleteTimerBody> DelTimer(TimerList timer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => DeleteTimer(timer, Operation.Timer, IsModern ? "timer_delete" : "del_timer", false, new Site(file, line, function));

    /// <summary>
    /// del_timer_sync(timer), timer_delete_sync in 6.8: the same, once no CPU runs its handler. Not from the handler, and
    /// not with a lock that the handler takes. In task context.
    /// </summary>
    protected Step<DeleteTimerBody> DelTimerSync(TimerList timer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => DeleteTimer(timer, Operation.TimerSync, IsModern ? "timer_delete_sync" : "del_timer_sync", false, new Site(file, line, function));

    /// <summary>
    /// try_to_del_timer_sync(timer): 1 if it was pending, 0 if not, -1 if its handler runs; never waits. Since 2.6.13. In any
    /// context.
    /// </summary>
    protected Step<DeleteTimerBody> TryToDelTimerSync(TimerList timer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        RequireModern("try_to_del_timer_sync");
        return DeleteTimer(timer, Operation.Timer, "try_to_del_timer_sync", false, new Site(file, line, function), tries: true);
    }

    /// <summary>timer_shutdown_sync(timer): the same, and whoever arms it later does nothing. Since 6.2. In task context.</summary>
    protected Step<DeleteTimerBody> TimerShutdownSync(TimerList timer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        RequireModern("timer_shutdown_sync");
        return DeleteTimer(timer, Operation.TimerSync, "timer_shutdown_sync", true, new Site(file, line, function));
    }

    private bool IsModern => Generation == KernelGeneration.V68;

    private void RequireModern(string call)
    {
        if (!IsModern)
        {
            throw new MachineException($"{Name}: {call} is not there before 6.8; {Kernel.Profile.Name} is older");
        }
    }

    private Step<ArmTimerBody> ArmTimer(TimerList timer, long expires, bool add, Site site)
    {
        Kernel.Computer.At(site);
        Kernel.Computer.Announce(Operation.Timer, timer.Address, site, Bytes);
        return new Step<ArmTimerBody>(Kernel.Computer, new ArmTimerBody(Kernel, timer.Address, expires, add));
    }

    private Step<DeleteTimerBody> DeleteTimer(TimerList timer, Operation operation, string name, bool shutdown, Site site, bool tries = false)
    {
        Kernel.Computer.At(site);
        Kernel.Computer.Announce(operation, timer.Address, site, Bytes);
        Kernel.HandlerWaits.Refresh();
        return new Step<DeleteTimerBody>(Kernel.Computer, new DeleteTimerBody(Kernel, timer.Address, name, shutdown, tries));
    }
}
