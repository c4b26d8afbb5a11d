using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A step that reads one word of kernel memory.</summary>
public readonly struct PeekBody : IStepBody
{
    private readonly Address _address;
    private readonly string _name;

    internal PeekBody(Address address, string name)
    {
        _address = address;
        _name = name;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        long value = computer.Memory.Peek(_address);
        if (computer.Recording)
        {
            computer.Note($"{_name} = {value}");
        }

        return value;
    }
}

/// <summary>The step with which a task that has slept takes the big kernel lock again.</summary>
public readonly struct RetakeBody : IStepBody
{
    private readonly LinuxKernel _kernel;

    internal RetakeBody(LinuxKernel kernel) => _kernel = kernel;

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        _kernel.BigKernelLock.Take(computer.Current);
        if (computer.Recording)
        {
            computer.Note("takes the kernel lock again");
        }

        return 0;
    }
}
