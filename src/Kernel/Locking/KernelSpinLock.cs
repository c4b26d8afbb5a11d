using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A spinlock: disables preemption on its CPU and, with more than one CPU, keeps the others out. A contended one
/// disables its waiter, which goes on occupying its CPU. In any context; the holder must not sleep.
/// </summary>
/// <remarks>
/// After include/linux/spinlock.h of 2.6.11. On one CPU it is no lock at all: preemption off is all it does, so a task
/// that takes it twice there is not stopped.
/// </remarks>
public readonly struct KernelSpinLock
{
    private readonly LinuxKernel _kernel;

    internal KernelSpinLock(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>The lock word.</summary>
    public Address Address { get; }

    /// <summary>spin_lock.</summary>
    public Step<SpinLockBody> Lock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, false, new Site(file, line, function));

    /// <summary>spin_unlock.</summary>
    public Step<SpinLockBody> Unlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, false, new Site(file, line, function));

    /// <summary>spin_lock_irq: interrupts off on this CPU, then the lock.</summary>
    public Step<SpinLockBody> LockIrq([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, true, new Site(file, line, function));

    /// <summary>spin_unlock_irq: the lock, then interrupts on.</summary>
    public Step<SpinLockBody> UnlockIrq([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, true, new Site(file, line, function));

    private Step<SpinLockBody> Make(bool take, bool irq, Site site)
    {
        _kernel.Computer.At(site);
        bool contended = take && _kernel.Profile.IsSmp;
        _kernel.Computer.Announce(take ? Operation.Lock : Operation.Unlock, Address, site, 8, needs: contended ? Address : default);
        return new Step<SpinLockBody>(_kernel.Computer, new SpinLockBody(_kernel, Address, take, irq));
    }
}

/// <summary>The body of the spinlock operations.</summary>
public readonly struct SpinLockBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _address;
    private readonly bool _take;
    private readonly bool _irq;

    internal SpinLockBody(LinuxKernel kernel, Address address, bool take, bool irq)
    {
        _kernel = kernel;
        _address = address;
        _take = take;
        _irq = irq;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        var cpu = _kernel.CurrentCpu;
        if (!_take && _kernel.Profile.IsSmp)
        {
            computer.Release(_address);
        }

        if (_irq)
        {
            cpu.IrqsOff = _take;
        }

        cpu.PreemptCount += _take ? 1 : -1;
        if (_kernel.Profile.IsSmp)
        {
            computer.Memory.Poke(_address, _take ? computer.Current + 1 : 0);
            computer.ResourceChanged(_address);
            if (_take)
            {
                computer.Acquire(_address);
            }
        }

        if (_irq)
        {
            _kernel.Interrupts.Refresh();
        }

        _kernel.Scheduler.Refresh();
        return _take ? 1 : 0;
    }
}
