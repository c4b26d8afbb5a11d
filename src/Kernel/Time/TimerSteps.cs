using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The body of add_timer and mod_timer.</summary>
public readonly struct ArmTimerBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _timer;
    private readonly long _expires;
    private readonly bool _add;

    internal ArmTimerBody(LinuxKernel kernel, Address timer, long expires, bool add)
    {
        _kernel = kernel;
        _timer = timer;
        _expires = expires;
        _add = add;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        computer.Release(_timer);
        var timer = new TimerList(_kernel, _timer);
        bool wasPending = timer.IsPending;
        if (computer.Recording)
        {
            computer.Note($"{(_add ? "add_timer" : "mod_timer")}({computer.Memory.NameOf(_timer)})");
        }

        if (_add && wasPending)
        {
            computer.Complain("armed-twice", _timer, "kernel BUG at kernel/timer.c: add_timer of a timer that is pending");
            return 1;
        }

        // A timer that was shut down has no function; arming it does nothing.
        if (timer.Function.IsNull || (wasPending && timer.Expires == _expires))
        {
            return wasPending ? 1 : 0;
        }

        _kernel.Timers.Disarm(timer);
        _kernel.Timers.Arm(timer, _expires);
        return wasPending ? 1 : 0;
    }
}

/// <summary>
/// The body of del_timer, del_timer_sync and timer_shutdown_sync: 1 if the timer was pending; of try_to_del_timer_sync also -1 if
/// its handler runs.
/// </summary>
public readonly struct DeleteTimerBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _timer;
    private readonly string _name;
    private readonly bool _shutdown;
    private readonly bool _tries;

    internal DeleteTimerBody(LinuxKernel kernel, Address timer, string name, bool shutdown, bool tries)
    {
        _kernel = kernel;
        _timer = timer;
        _name = name;
        _shutdown = shutdown;
        _tries = tries;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        var timer = new TimerList(_kernel, _timer);
        if (_tries && _kernel.Profile.IsSmp && _kernel.Timers.IsRunning(_timer))
        {
            if (computer.Recording)
            {
                computer.Note($"{_name}({computer.Memory.NameOf(_timer)}): runs");
            }

            return -1;
        }

        computer.Acquire(_timer);
        bool wasPending = _kernel.Timers.Disarm(timer);
        if (_shutdown)
        {
            timer.Function = Address.Null;
        }

        if (computer.Recording)
        {
            computer.Note($"{_name}({computer.Memory.NameOf(_timer)}): {(wasPending ? "was pending" : "was not pending")}");
        }

        return wasPending ? 1 : 0;
    }
}
