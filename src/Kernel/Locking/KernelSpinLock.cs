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
        => Make(true, SpinMode.Plain, 0, new Site(file, line, function));

    /// <summary>spin_unlock.</summary>
    public Step<SpinLockBody> Unlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, SpinMode.Plain, 0, new Site(file, line, function));

    /// <summary>spin_lock_irq: interrupts off on this CPU, then the lock.</summary>
    public Step<SpinLockBody> LockIrq([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, SpinMode.Irq, 0, new Site(file, line, function));

    /// <summary>spin_unlock_irq: the lock, then interrupts on.</summary>
    public Step<SpinLockBody> UnlockIrq([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, SpinMode.Irq, 0, new Site(file, line, function));

    /// <summary>spin_lock_irqsave: as <see cref="LockIrq"/>; gives the flags, which say whether interrupts were on before.</summary>
    public Step<SpinLockBody> LockIrqSave([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, SpinMode.IrqFlags, 0, new Site(file, line, function));

    /// <summary>spin_unlock_irqrestore: the lock, then interrupts as <paramref name="flags"/> say.</summary>
    public Step<SpinLockBody> UnlockIrqRestore(long flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, SpinMode.IrqFlags, flags, new Site(file, line, function));

    /// <summary>spin_lock_bh: softirqs off on this CPU, then the lock. In task context.</summary>
    public Step<SpinLockBody> LockBh([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, SpinMode.BottomHalves, 0, new Site(file, line, function));

    /// <summary>spin_unlock_bh: the lock, then softirqs on; runs what has become pending. In task context.</summary>
    public Step<SpinLockBody> UnlockBh([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, SpinMode.BottomHalves, 0, new Site(file, line, function));

    /// <summary>spin_trylock: 1 if it was free and is ours now, else 0. On one CPU always 1.</summary>
    public Step<TryLockBody> TryLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = new Site(file, line, function);
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.Lock, Address, site, 8);
        return new Step<TryLockBody>(_kernel.Computer, new TryLockBody(_kernel, Address));
    }

    private Step<SpinLockBody> Make(bool take, SpinMode mode, long flags, Site site)
    {
        _kernel.Computer.At(site);
        bool contended = take && _kernel.Profile.IsSmp;
        _kernel.Computer.Announce(take ? Operation.Lock : Operation.Unlock, Address, site, 8, needs: contended ? Address : default);
        return new Step<SpinLockBody>(_kernel.Computer, new SpinLockBody(_kernel, Address, take, mode, flags));
    }
}

/// <summary>The body of spin_trylock.</summary>
public readonly struct TryLockBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _address;

    internal TryLockBody(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        _address = address;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_kernel.Profile.IsSmp && computer.Memory.Peek(_address) != 0)
        {
            if (computer.Recording)
            {
                computer.Note("spin_trylock: is held");
            }

            return 0;
        }

        return new SpinLockBody(_kernel, _address, true, SpinMode.Plain, 0, isTried: true).Run(computer);
    }
}

/// <summary>The body of the spinlock operations.</summary>
public readonly struct SpinLockBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _address;
    private readonly bool _take;
    private readonly SpinMode _mode;
    private readonly long _flags;
    private readonly bool _isTried;

    internal SpinLockBody(LinuxKernel kernel, Address address, bool take, SpinMode mode, long flags, bool isTried = false)
    {
        _isTried = isTried;
        _kernel = kernel;
        _address = address;
        _take = take;
        _mode = mode;
        _flags = flags;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        var section = new SpinSection(_kernel, _mode, _take);
        if (!_take)
        {
            section.CheckTaken(_address, _kernel.Profile.IsSmp && computer.Memory.Peek(_address) == 0);
            if (_kernel.Profile.IsSmp)
            {
                computer.Release(_address);
            }
        }

        long flags = section.Begin(_flags);
        if (_kernel.Profile.IsSmp)
        {
            computer.Memory.Poke(_address, _take ? computer.Current + 1 : 0);
            computer.ResourceChanged(_address);
            if (_take)
            {
                computer.Acquire(_address);
            }
        }

        if (!_take)
        {
            LockRules.Given(_kernel, _address);
        }

        section.End();
        if (_take)
        {
            LockRules.Taken(_kernel, _address, isRead: false, _isTried);
        }

        return flags;
    }
}
