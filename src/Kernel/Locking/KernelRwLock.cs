using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A reader-writer spinlock: many readers or one writer. Preemption is off while it is held; a contended one disables its
/// waiter. In any context; the holder must not sleep, and must not turn from reader to writer.
/// </summary>
/// <remarks>
/// After include/asm-i386/rwlock.h of 2.6.11: a reader gets in whenever no writer is inside, so that readers may nest, and
/// writers may starve. The queue of 6.8, which makes a reader wait behind a writer that waits, is not modelled: a task that
/// reads twice deadlocks there if a writer comes in between, and is not found. On one CPU it is no lock at all.
/// </remarks>
public readonly struct KernelRwLock
{
    /// <summary>Bytes it takes: what readers wait for, what writers wait for, how many readers there are.</summary>
    public const int Size = 3 * Bytes;

    internal const int WriterOffset = Bytes;
    internal const int ReadersOffset = 2 * Bytes;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    internal KernelRwLock(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "held", "readers"];

    /// <summary>read_lock.</summary>
    public Step<RwLockBody> ReadLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, writes: false, SpinMode.Plain, 0, new Site(file, line, function));

    /// <summary>read_unlock.</summary>
    public Step<RwLockBody> ReadUnlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: false, SpinMode.Plain, 0, new Site(file, line, function));

    /// <summary>read_lock_irq: interrupts off on this CPU, then the lock.</summary>
    public Step<RwLockBody> ReadLockIrq([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, writes: false, SpinMode.Irq, 0, new Site(file, line, function));

    /// <summary>read_unlock_irq: the lock, then interrupts on.</summary>
    public Step<RwLockBody> ReadUnlockIrq([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: false, SpinMode.Irq, 0, new Site(file, line, function));

    /// <summary>read_lock_irqsave: as <see cref="ReadLockIrq"/>; gives the flags.</summary>
    public Step<RwLockBody> ReadLockIrqSave([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, writes: false, SpinMode.IrqFlags, 0, new Site(file, line, function));

    /// <summary>read_unlock_irqrestore: the lock, then interrupts as <paramref name="flags"/> say.</summary>
    public Step<RwLockBody> ReadUnlockIrqRestore(long flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: false, SpinMode.IrqFlags, flags, new Site(file, line, function));

    /// <summary>read_lock_bh: softirqs off on this CPU, then the lock. In task context.</summary>
    public Step<RwLockBody> ReadLockBh([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, writes: false, SpinMode.BottomHalves, 0, new Site(file, line, function));

    /// <summary>read_unlock_bh: the lock, then softirqs on; runs what has become pending. In task context.</summary>
    public Step<RwLockBody> ReadUnlockBh([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: false, SpinMode.BottomHalves, 0, new Site(file, line, function));

    /// <summary>write_lock.</summary>
    public Step<RwLockBody> WriteLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, writes: true, SpinMode.Plain, 0, new Site(file, line, function));

    /// <summary>write_unlock.</summary>
    public Step<RwLockBody> WriteUnlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: true, SpinMode.Plain, 0, new Site(file, line, function));

    /// <summary>write_lock_irq: interrupts off on this CPU, then the lock.</summary>
    public Step<RwLockBody> WriteLockIrq([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, writes: true, SpinMode.Irq, 0, new Site(file, line, function));

    /// <summary>write_unlock_irq: the lock, then interrupts on.</summary>
    public Step<RwLockBody> WriteUnlockIrq([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: true, SpinMode.Irq, 0, new Site(file, line, function));

    /// <summary>write_lock_irqsave: as <see cref="WriteLockIrq"/>; gives the flags.</summary>
    public Step<RwLockBody> WriteLockIrqSave([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, writes: true, SpinMode.IrqFlags, 0, new Site(file, line, function));

    /// <summary>write_unlock_irqrestore: the lock, then interrupts as <paramref name="flags"/> say.</summary>
    public Step<RwLockBody> WriteUnlockIrqRestore(long flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: true, SpinMode.IrqFlags, flags, new Site(file, line, function));

    /// <summary>write_lock_bh: softirqs off on this CPU, then the lock. In task context.</summary>
    public Step<RwLockBody> WriteLockBh([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, writes: true, SpinMode.BottomHalves, 0, new Site(file, line, function));

    /// <summary>write_unlock_bh: the lock, then softirqs on; runs what has become pending. In task context.</summary>
    public Step<RwLockBody> WriteUnlockBh([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: true, SpinMode.BottomHalves, 0, new Site(file, line, function));

    private Step<RwLockBody> Make(bool take, bool writes, SpinMode mode, long flags, Site site)
    {
        _kernel.Computer.At(site);
        var needs = !take || !_kernel.Profile.IsSmp ? default : writes ? Address + WriterOffset : Address;
        _kernel.Computer.Announce(take ? Operation.Lock : Operation.Unlock, Address, site, Bytes, needs: needs);
        return new Step<RwLockBody>(_kernel.Computer, new RwLockBody(_kernel, Address, take, writes, mode, flags));
    }
}

/// <summary>The body of the operations on a reader-writer spinlock.</summary>
public readonly struct RwLockBody : IStepBody
{
    /// <summary>The mark of readers, which is no agent's.</summary>
    private const long Readers = 1L << 30;

    private readonly LinuxKernel _kernel;
    private readonly Address _address;
    private readonly bool _take;
    private readonly bool _writes;
    private readonly SpinMode _mode;
    private readonly long _flags;

    internal RwLockBody(LinuxKernel kernel, Address address, bool take, bool writes, SpinMode mode, long flags)
    {
        _mode = mode;
        _flags = flags;
        _kernel = kernel;
        _address = address;
        _take = take;
        _writes = writes;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (computer.Recording)
        {
            computer.Note($"{(_writes ? "write" : "read")}_{(_take ? "" : "un")}lock({computer.Memory.NameOf(_address)})");
        }

        var section = new SpinSection(_kernel, _mode, _take);
        if (!_take)
        {
            section.CheckTaken(_address, _kernel.Profile.IsSmp && computer.Memory.Peek(_address + KernelRwLock.WriterOffset) == 0);
        }

        // What is switched off is off before the lock is taken, and until it is given back.
        long result = _take ? section.Begin(_flags) : 0;
        if (_kernel.Profile.IsSmp)
        {
            Switch(computer);
        }

        result = _take ? result : section.Begin(_flags);
        if (!_take)
        {
            LockRules.Given(_kernel, _address);
        }

        section.End();
        if (_take)
        {
            LockRules.Taken(_kernel, _address, !_writes, isTried: false);
        }

        return _mode == SpinMode.IrqFlags ? result : _take ? 1 : 0;
    }

    // Readers come after the writers before them, writers after all: what readers release only writers acquire.
    private void Switch(Computer computer)
    {
        var memory = computer.Memory;
        var held = _address + KernelRwLock.WriterOffset;
        if (!_take)
        {
            computer.Release(_writes ? _address : held);
        }

        if (_writes)
        {
            long mark = _take ? computer.Current + 1 : 0;
            memory.Poke(_address, mark);
            memory.Poke(held, mark);
            computer.ResourceChanged(_address);
        }
        else
        {
            var readers = _address + KernelRwLock.ReadersOffset;
            long count = memory.Peek(readers) + (_take ? 1 : -1);
            memory.Poke(readers, count);
            memory.Poke(held, count == 0 ? 0 : Readers);
        }

        computer.ResourceChanged(held);
        if (_take)
        {
            computer.Acquire(_address);
            if (_writes)
            {
                computer.Acquire(held);
            }
        }
    }
}
