using System.Numerics;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// A condition variable to be used under one spinlock: a bit for each thread that waits, and a semaphore for each to sleep
/// on, so that nobody who comes later takes a signal that was another's. One that comes when nobody waits is lost, as it
/// should be.
/// </summary>
internal sealed class Condition
{
    private readonly KernelSpinLock _guard;
    private readonly Shared<int> _waiting;
    private readonly KernelSemaphore[] _sleepers;

    internal Condition(Stage stage, string name, KernelSpinLock guard, int threads)
    {
        _guard = guard;
        _waiting = stage.KernelInt($"{name}.waiting");
        _sleepers = new KernelSemaphore[threads];
        for (int i = 0; i < threads; i++)
        {
            _sleepers[i] = stage.Kernel.NewSemaphore($"{name}.sleeper{i}", 0);
        }
    }

    /// <summary>Gives the lock away, waits for a signal, and takes the lock again.</summary>
    internal async KTask Wait(int thread)
    {
        await _waiting.Store(await _waiting.Load() | (1 << thread));
        await _guard.Unlock();
        await _sleepers[thread].Down();
        await _guard.Lock();
    }

    /// <summary>Lets one waiter go on. The lock is held.</summary>
    internal async KTask Signal()
    {
        int waiting = await _waiting.Load();
        if (waiting != 0)
        {
            await _waiting.Store(waiting & (waiting - 1));
            await _sleepers[BitOperations.TrailingZeroCount(waiting)].Up();
        }
    }

    /// <summary>Lets every waiter go on. The lock is held.</summary>
    internal async KTask Broadcast()
    {
        for (int waiting = await _waiting.Load(); waiting != 0; waiting &= waiting - 1)
        {
            await _waiting.Store(waiting & (waiting - 1));
            await _sleepers[BitOperations.TrailingZeroCount(waiting)].Up();
        }
    }
}
