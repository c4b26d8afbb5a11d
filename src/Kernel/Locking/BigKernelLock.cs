using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The big kernel lock. In 2.0 every entry into the kernel takes it; in 2.6 the places that ask for it, recursively per
/// task; schedule() drops and retakes it, so every sleep breaks the section.
/// </summary>
/// <remarks>After include/asm-i386/smp_lock.h and entry.S of 2.0, lib/kernel_lock.c of 2.6.11.</remarks>
public sealed class BigKernelLock
{
    private readonly LinuxKernel _kernel;
    private readonly KernelMemory _memory;

    internal BigKernelLock(LinuxKernel kernel)
    {
        _kernel = kernel;
        _memory = kernel.Computer.Memory;
        Address = _memory.Allocate(8, "kernel_flag", RegionKind.Control);
    }

    /// <summary>The lock word: 0, or the holding agent's number + 1.</summary>
    public Address Address { get; }

    /// <summary>The rule of 2.0: whether every entry takes the lock.</summary>
    public bool OnEveryEntry => _kernel.Profile.BigLock == BigLock.EveryEntry;

    internal LinuxKernel Kernel => _kernel;

    /// <summary>What a step of the current task that asks for the lock needs; NULL where it is covered already.</summary>
    internal Address NeededInside
        => _kernel.Profile.BigLock == BigLock.WhereAsked && _kernel.Current.LockDepth < 0 ? Address : default;

    /// <summary>Who holds it; -1 for nobody. Inside a step only.</summary>
    internal int Holder => (int)_memory.Peek(Address) - 1;

    /// <summary>Takes the lock inside the step that needed it.</summary>
    internal void Take(int agent)
    {
        _memory.Poke(Address, agent + 1);
        _kernel.Computer.Acquire(Address);
        _kernel.Computer.ResourceChanged(Address);
        if (OnEveryEntry)
        {
            _kernel.Interrupts.Refresh();
        }
    }

    /// <summary>Gives the lock back inside a step.</summary>
    internal void Give()
    {
        _kernel.Computer.Release(Address);
        _memory.Poke(Address, 0);
        _kernel.Computer.ResourceChanged(Address);
        if (OnEveryEntry)
        {
            _kernel.Interrupts.Refresh();
        }
    }

    /// <summary>lock_kernel(): counts, and takes the lock the first time. In task context.</summary>
    internal Step<LockKernelBody> LockKernel([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        _kernel.Computer.Announce(Operation.Lock, Address, new Site(file, line, function), needs: NeededInside);
        return new Step<LockKernelBody>(_kernel.Computer, new LockKernelBody(this, true));
    }

    /// <summary>unlock_kernel().</summary>
    internal Step<LockKernelBody> UnlockKernel([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        _kernel.Computer.Announce(Operation.Unlock, Address, new Site(file, line, function));
        return new Step<LockKernelBody>(_kernel.Computer, new LockKernelBody(this, false));
    }

    /// <summary>The lock as part of another step: taken if the kernel is one that asks for it.</summary>
    internal void Enter(TaskStruct task)
    {
        if (_kernel.Profile.BigLock != BigLock.WhereAsked)
        {
            return;
        }

        if (++task.LockDepth == 0)
        {
            Take(task.Agent);
        }
    }

    /// <summary>The end of a section begun with <see cref="Enter"/>.</summary>
    internal void Exit(TaskStruct task)
    {
        if (_kernel.Profile.BigLock != BigLock.WhereAsked)
        {
            return;
        }

        if (--task.LockDepth < 0)
        {
            Give();
        }
    }

    /// <summary>Whether the task must take the lock again before it goes on after a sleep.</summary>
    internal bool MustRetake(TaskStruct task) => OnEveryEntry || (_kernel.Profile.BigLock == BigLock.WhereAsked && task.LockDepth >= 0);

    /// <summary>schedule() drops the lock if the task holds it.</summary>
    internal void DropInSchedule(TaskStruct task)
    {
        if (Holder == task.Agent)
        {
            Give();
        }
    }
}

/// <summary>The body of lock_kernel and unlock_kernel.</summary>
public readonly struct LockKernelBody : IStepBody
{
    private readonly BigKernelLock _lock;
    private readonly bool _take;

    internal LockKernelBody(BigKernelLock bigLock, bool take)
    {
        _lock = bigLock;
        _take = take;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        var task = _lock.Kernel.Current;
        if (_take)
        {
            _lock.Enter(task);
        }
        else
        {
            _lock.Exit(task);
        }

        return task.LockDepth;
    }
}
