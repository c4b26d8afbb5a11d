using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The body of try_module_get.</summary>
/// <remarks>
/// After include/linux/module.h of 2.6.11 (refused only while GOING) and kernel/module/main.c of 6.8; in 2.0
/// MOD_INC_USE_COUNT refuses nothing.
/// </remarks>
public readonly struct ModuleGetBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _module;

    internal ModuleGetBody(LinuxKernel kernel, Address module)
    {
        _kernel = kernel;
        _module = module;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_module.IsNull)
        {
            return 1;
        }

        if (!computer.Check(_module, 8))
        {
            return 0;
        }

        var module = _kernel.Loader.Owning(_module);
        bool taken = module.State != ModuleState.Going || _kernel.Profile.Generation == KernelGeneration.V20;
        if (taken)
        {
            module.ReferenceCount++;
        }

        if (computer.Recording)
        {
            computer.Note($"try_module_get({module.Name}): {(taken ? "count " + module.ReferenceCount : "refused, GOING")}");
        }

        return taken ? 1 : 0;
    }
}

/// <summary>The body of module_put.</summary>
/// <remarks>After kernel/module.c of 2.6.11, where a put wakes the rmmod that waits, and kernel/module/main.c of 6.8, which warns.</remarks>
public readonly struct ModulePutBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _module;

    internal ModulePutBody(LinuxKernel kernel, Address module)
    {
        _kernel = kernel;
        _module = module;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_module.IsNull || !computer.Check(_module, 8))
        {
            return 0;
        }

        var module = _kernel.Loader.Owning(_module);
        computer.Release(_module);
        module.ReferenceCount--;
        if (computer.Recording)
        {
            computer.Note($"module_put({module.Name}): count {module.ReferenceCount}");
        }

        Account(_kernel, module);
        return module.ReferenceCount;
    }

    /// <summary>After a put: who waits for the count is woken, and a count below zero is complained of. Inside a step.</summary>
    internal static void Account(LinuxKernel kernel, KernelModule module)
    {
        if (module.State == ModuleState.Going && module.Waiter != 0 && kernel.Profile.Generation == KernelGeneration.V26)
        {
            kernel.Scheduler.TryToWakeUp(kernel.TaskOf((int)module.Waiter - 1), TaskState.Uninterruptible);
        }

        if (module.State == ModuleState.Deleted && module.ReferenceCount == 0)
        {
            kernel.Loader.Free(module);
        }

        if (module.ReferenceCount < 0)
        {
            // 6.8 counts from a base reference, which a live module still has: it warns only when that is given up.
            string shown = kernel.Profile.Generation != KernelGeneration.V68 ? $"/proc/modules shows {(uint)module.ReferenceCount}"
                : module.State == ModuleState.Live ? $"/proc/modules shows {module.ReferenceCount}"
                : "WARNING in module_put";
            kernel.Computer.Complain("refcount-underflow", module.ThisModule, $"the reference count of {module.Name} is {module.ReferenceCount}: {shown}");
        }
    }
}
