namespace Smp.Machine;

public sealed partial class Computer
{
    private ILockObserver? _lockObserver;

    /// <summary>Whether anybody looks at what is locked where, so that it is worth telling.</summary>
    public bool WatchesLocks => _lockObserver is not null && _sealed;

    /// <summary>The current agent has taken a lock, in this step.</summary>
    public void LockTaken(Address @lock, bool isRead, bool isTried, LockContext context)
    {
        if (WatchesLocks)
        {
            bool on = PauseFootprint();
            _lockObserver!.OnTaken(this, new LockUse(@lock, isRead, isTried, context, _state[_current].Line));
            ResumeFootprint(on);
        }
    }

    /// <summary>The current agent gives a lock back, in this step.</summary>
    public void LockGiven(Address @lock)
    {
        if (WatchesLocks)
        {
            _lockObserver!.OnGiven(this, @lock);
        }
    }

    /// <summary>What the current agent holds it holds in another context from this step on.</summary>
    public void LocksExposed(LockContext context)
    {
        if (WatchesLocks)
        {
            _lockObserver!.OnExposed(this, context);
        }
    }
}
