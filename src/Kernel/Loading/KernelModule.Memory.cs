using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>
    /// kmalloc(size, GFP_KERNEL): memory nobody has written yet; where the environment offers it, waiting for it may put
    /// the task to sleep. In task context, not atomic.
    /// </summary>
    /// <returns>The address; NULL when there is none left.</returns>
    protected KTask<Address> Kmalloc(int size, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Allocate(size, GfpFlags.Kernel, Call(file, line, function));

    /// <summary>kmalloc(size, flags): the same, with <see cref="GfpFlags.Atomic"/> without waiting and in any context.</summary>
    /// <returns>The address; NULL when there is none left.</returns>
    protected KTask<Address> Kmalloc(int size, GfpFlags flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Allocate(size, flags, Call(file, line, function));

    /// <summary>kfree(pointer): whatever still points there is stale. NULL is allowed. In any context.</summary>
    protected Step<KfreeBody> Kfree(Address pointer, int size, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        // A freed object may not be freed again: the check is the same as for a store to it.
        Kernel.Computer.Announce(Operation.Allocate, pointer, Call(file, line, function), pointer.IsNull ? 0 : size);
        return new Step<KfreeBody>(Kernel.Computer, new KfreeBody(this, pointer, size));
    }

    /// <summary>A variable behind a pointer: C's <c>*(T *)pointer</c>, or a field at an offset of it.</summary>
    protected Shared<T> At<T>(Address pointer)
        where T : unmanaged
        => new(Kernel.Computer, pointer);

    /// <summary>C's <c>static unsigned long symbol</c>: as long as the kernel's words are. In the constructor.</summary>
    protected UnsignedLong UnsignedLongVariable(string symbol) => new(Kernel, Data(symbol, Kernel.Profile.LongSize));

    /// <summary>C's <c>*(unsigned long *)pointer</c>.</summary>
    protected UnsignedLong UnsignedLongAt(Address pointer) => new(Kernel, pointer);

    /// <summary>
    /// copy_to_user(to, from, count): up to four steps (both ends and the two halves between), each of which may fault
    /// and, where the environment offers it, sleep. In task context, not atomic.
    /// </summary>
    /// <returns>The number of bytes that were not copied: 0 if all were.</returns>
    protected KTask<int> CopyToUser(Address to, Address from, int count, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.UserAccess.CopyToUser(to, from, count, Call(file, line, function));

    /// <summary>copy_from_user(to, from, count): as <see cref="CopyToUser(Address, Address, int, string, int, string)"/>, the other way; what was not copied is zeroed.</summary>
    protected KTask<int> CopyFromUser(Address to, Address from, int count, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.UserAccess.CopyFromUser(to, from, count, Call(file, line, function));

    private async KTask<Address> Allocate(int size, GfpFlags flags, Site site)
    {
        if (flags == GfpFlags.Kernel && Kernel.Profile.UserCopiesMaySleep)
        {
            await Kernel.UserAccess.MayFault(site);
        }

        Kernel.Computer.Announce(Operation.Allocate, Address.Null, site, argument: size);
        return new Address((int)await new Step<KmallocBody>(Kernel.Computer, new KmallocBody(this, size, flags, _kmallocName)));
    }
}

/// <summary>The body of kmalloc.</summary>
public readonly struct KmallocBody : IStepBody
{
    private readonly KernelModule _module;
    private readonly int _size;
    private readonly GfpFlags _flags;
    private readonly string _name;

    internal KmallocBody(KernelModule module, int size, GfpFlags flags, string name)
    {
        _module = module;
        _size = size;
        _flags = flags;
        _name = name;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_flags == GfpFlags.Kernel)
        {
            AtomicContext.Refuses(_module.Kernel, "kmalloc(GFP_KERNEL)");
        }

        if (_module.Kernel.AllocationFailures.Strikes())
        {
            if (computer.Recording)
            {
                computer.Note($"kmalloc({_size}): no memory");
            }

            return 0;
        }

        var address = computer.AllocateHeap(_size, Shadow.Uninitialised);
        _module.LiveAllocations += address.IsNull ? 0 : 1;
        if (computer.NamesMatter && !address.IsNull)
        {
            computer.Memory.Label(address, _size, _name);
            computer.Note($"kmalloc({_size})");
        }

        return address.Value;
    }
}

/// <summary>The body of kfree.</summary>
public readonly struct KfreeBody : IStepBody
{
    private readonly KernelModule _module;
    private readonly Address _pointer;
    private readonly int _size;

    internal KfreeBody(KernelModule module, Address pointer, int size)
    {
        _module = module;
        _pointer = pointer;
        _size = size;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (computer.Recording)
        {
            computer.Note($"kfree({computer.Memory.NameOf(_pointer)})");
        }

        if (!_pointer.IsNull)
        {
            computer.Memory.SetShadow(_pointer, _size, Shadow.Freed);
            _module.LiveAllocations--;
        }

        return 0;
    }
}
