namespace Smp.Actors;

/// <summary>What a clock that drives timers does with a step: the kernel's part of virtual time.</summary>
public interface IClockWork
{
    /// <summary>Whether time may go on: a timer is pending, or ticks are left in the scenario's budget.</summary>
    bool CanTick { get; }

    /// <summary>Moves jiffies on and raises the timer interrupt of each CPU that has something to do; the new jiffies.</summary>
    long Tick(ClockActor clock);
}
