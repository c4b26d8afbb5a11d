using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A variable of C's <c>unsigned long</c>, accessed plainly: as many bytes as the kernel's word has, four on a 32-bit kernel
/// (<see cref="KernelProfile.LongSize"/>). In any context.
/// </summary>
public readonly struct UnsignedLong
{
    private readonly LinuxKernel _kernel;

    internal UnsignedLong(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Its address: C's <c>&amp;x</c>.</summary>
    public Address Address { get; }

    private bool IsShort => _kernel.Profile.LongSize == sizeof(uint);

    /// <summary>Loads the variable: one step.</summary>
    public async KTask<long> Load([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => IsShort
            ? await new Shared<uint>(_kernel.Computer, Address).Load(file, line, function)
            : await new Shared<long>(_kernel.Computer, Address).Load(file, line, function);

    /// <summary>Stores to the variable: one step.</summary>
    public async KTask Store(long value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        if (IsShort)
        {
            await new Shared<uint>(_kernel.Computer, Address).Store((uint)value, file, line, function);
            return;
        }

        await new Shared<long>(_kernel.Computer, Address).Store(value, file, line, function);
    }

    /// <summary>The value now, for the clauses of a scenario.</summary>
    public long Inspect()
        => IsShort ? new Shared<uint>(_kernel.Computer, Address).Inspect() : new Shared<long>(_kernel.Computer, Address).Inspect();
}
