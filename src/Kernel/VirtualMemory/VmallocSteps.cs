using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The body of vmalloc.</summary>
public readonly struct VmallocBody : IStepBody
{
    private readonly KernelModule _module;
    private readonly int _size;

    internal VmallocBody(KernelModule module, int size)
    {
        _module = module;
        _size = size;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        var kernel = _module.Kernel;
        AtomicContext.Refuses(kernel, "vmalloc()");
        if (kernel.AllocationFailures.Strikes())
        {
            if (computer.Recording)
            {
                computer.Note($"vmalloc({_size}): no memory");
            }

            return 0;
        }

        var area = kernel.VmallocSpace.TakeUnused(_module, _size);
        area.Map(_size);
        if (computer.NamesMatter)
        {
            computer.Memory.Label(area.Start, _size, $"{_module.Name} vmalloc", _module.Name, kind: RegionKind.Vmalloc);
            computer.Note($"vmalloc({_size})");
        }

        return area.Start.Value;
    }
}

/// <summary>The body of vfree.</summary>
public readonly struct VfreeBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _pointer;

    internal VfreeBody(LinuxKernel kernel, Address pointer)
    {
        _kernel = kernel;
        _pointer = pointer;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (computer.Recording)
        {
            computer.Note($"vfree({computer.Memory.NameOf(_pointer)})");
        }

        if (_pointer.IsNull)
        {
            return 0;
        }

        if (_kernel.VmallocSpace.Find(_pointer) is not { } area)
        {
            string text = $"Trying to vfree() nonexistent vm area ({_pointer})";
            _kernel.Log.Append($"<3>{text}\n");
            computer.Complain("invalid-free", _pointer, text);
            return 0;
        }

        area.Unmap();
        return 1;
    }
}
