using System.Runtime.CompilerServices;

namespace Smp.Machine;

public sealed partial class Computer
{
    private IOrderObserver? _order;

    /// <summary>
    /// The step comes after all that was released to <paramref name="sync"/>. Called inside the body of a step, by every
    /// primitive by which a program orders something:
    /// <list type="bullet">
    /// <item>taking a lock acquires the lock's address, once it is held (and preemption is off, where it switches that off);</item>
    /// <item>running a work item, a timer or a tasklet acquires its address; so does waiting for it to have run
    /// (flush_workqueue, del_timer_sync, wait_for_completion) once it has;</item>
    /// <item>an atomic operation with a value acquires its word before it and releases it after;</item>
    /// <item>a task in schedule() acquires its task_struct; who is asleep when woken is acquired for
    /// (<see cref="AcquireFor"/>).</item>
    /// </list>
    /// Preemption, dispatch and the arrival of an interrupt order nothing and call nothing. Costs a test of a flag where
    /// nobody looks for races.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Acquire(Address sync)
    {
        if ((_keep & Keep.Order) != 0)
        {
            Ordered(sync, _current, release: false);
        }
    }

    /// <summary>
    /// The step comes before whatever acquires <paramref name="sync"/> later. Called inside the body of a step, before it
    /// changes who may run:
    /// <list type="bullet">
    /// <item>giving a lock back releases the lock's address, while it is still held;</item>
    /// <item>queue_work, add_timer, mod_timer, tasklet_schedule release the item's address, whether or not it was queued
    /// already; the end of its function releases it again, for those who wait for that;</item>
    /// <item>complete, wake_up and send_signal release what the other side acquires;</item>
    /// <item>a store that publishes a pointer under no lock (an entry linked into a list or a table that readers follow)
    /// releases the list's address: the reader's dependency is its acquire.</item>
    /// </list>
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(Address sync)
    {
        if ((_keep & Keep.Order) != 0)
        {
            Ordered(sync, _current, release: true);
        }
    }

    /// <summary>An agent that sleeps is woken: its next step comes after all that was released to <paramref name="sync"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AcquireFor(int agent, Address sync)
    {
        if ((_keep & Keep.Order) != 0)
        {
            Ordered(sync, agent, release: false);
        }
    }

    /// <summary>
    /// The body of the step touches kernel memory that others share, other than by the load or store that the step is
    /// (those are seen without this): a marked access (atomic_t, READ_ONCE), a copy, a plain read inside a kernel section.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NoteAccess(Address address, int size, bool isWrite, bool isMarked)
    {
        if ((_keep & Keep.Order) != 0)
        {
            Accessed(new SharedAccess(address, size, isWrite, isMarked, _state[_current].Line));
        }
    }

    private void Ordered(Address sync, int agent, bool release)
    {
        // What an observer looks at is no part of the step's footprint.
        bool footprint = Footprint.On;
        Footprint.On = false;
        if (release)
        {
            _order!.OnRelease(this, sync);
        }
        else
        {
            _order!.OnAcquire(this, agent, sync);
        }

        Footprint.On = footprint;
    }

    private void Accessed(in SharedAccess access)
    {
        bool footprint = Footprint.On;
        Footprint.On = false;
        _order!.OnAccess(this, access);
        Footprint.On = footprint;
    }
}
