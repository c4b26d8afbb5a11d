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
        => Make(true, writes: false, new Site(file, line, function));

    /// <summary>read_unlock.</summary>
    public Step<RwLockBody> ReadUnlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: false, new Site(file, line, function));

    /// <summary>write_lock.</summary>
    public Step<RwLockBody> WriteLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(true, writes: true, new Site(file, line, function));

    /// <summary>write_unlock.</summary>
    public Step<RwLockBody> WriteUnlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(false, writes: true, new Site(file, line, function));

    private Step<RwLockBody> Make(bool take, bool writes, Site site)
    {
        _kernel.Computer.At(site);
        var needs = !take || !_kernel.Profile.IsSmp ? default : writes ? Address + WriterOffset : Address;
        _kernel.Computer.Announce(take ? Operation.Lock : Operation.Unlock, Address, site, Bytes, needs: needs);
        return new Step<RwLockBody>(_kernel.Computer, new RwLockBody(_kernel, Address, take, writes));
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

    internal RwLockBody(LinuxKernel kernel, Address address, bool take, bool writes)
    {
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

        var cpu = _kernel.CurrentCpu;
        if (_kernel.Profile.IsSmp)
        {
            Switch(computer);
        }

        cpu.PreemptCount += _take ? 1 : -1;
        _kernel.Scheduler.Refresh();
        return _take ? 1 : 0;
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
