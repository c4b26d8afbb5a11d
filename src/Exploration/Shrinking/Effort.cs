namespace Smp.Exploration;

/// <summary>
/// What may be spent: schedules and steps, so that the same comes out on every machine, and time, which only cuts off.
/// </summary>
internal sealed class Effort(long schedules, long steps, CancellationToken stop)
{
    private long _schedules = schedules;
    private long _steps = steps;

    internal bool IsLeft => _schedules > 0 && _steps > 0 && !stop.IsCancellationRequested;

    internal void Spend(int steps, int schedules = 1)
    {
        _schedules -= schedules;
        _steps -= steps;
    }
}
