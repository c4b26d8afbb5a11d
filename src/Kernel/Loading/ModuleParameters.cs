using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// /sys/module/NAME/parameters/PARAMETER, with open, write and close as one call: the store that root makes to a
/// module's variable while the module runs.
/// </summary>
/// <remarks>
/// After kernel/params.c: 2.6.11 stores without any lock; 6.8 takes param_lock around param_set_int, against other
/// writers and readers of sysfs, not against the module. 2.0 has no sysfs: -ENOENT.
/// </remarks>
internal sealed class ModuleParameters
{
    private readonly LinuxKernel _kernel;
    private readonly Lazy<KernelSemaphore> _paramLock;

    internal ModuleParameters(LinuxKernel kernel)
    {
        _kernel = kernel;
        _paramLock = new Lazy<KernelSemaphore>(() => kernel.NewSemaphore("param_lock", 1), isThreadSafe: false);
    }

    /// <summary>Sets the lock up where there is one, while the computer is being built.</summary>
    internal void Use()
    {
        if (_kernel.Profile.Generation == KernelGeneration.V68)
        {
            _ = _paramLock.Value;
        }
    }

    /// <summary>Stores <paramref name="value"/> to what <paramref name="path"/> (<c>module/parameter</c>) names: 0, or -ENOENT.</summary>
    internal async KTask<long> ParamAttrStore(string path, int value)
    {
        if (!TryFind(path, out var variable))
        {
            return -Errno.ENOENT;
        }

        if (_kernel.Profile.Generation != KernelGeneration.V68)
        {
            await ParamSetInt(variable, value);
            return 0;
        }

        await _paramLock.Value.Down();
        await ParamSetInt(variable, value);
        await _paramLock.Value.Up();
        return 0;
    }

    private static async KTask ParamSetInt(Shared<int> variable, int value) => await variable.Store(value);

    private bool TryFind(string path, out Shared<int> variable)
    {
        variable = default;
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        foreach (var module in _kernel.Loader.Modules)
        {
            if (path.AsSpan(0, slash).SequenceEqual(module.Name))
            {
                return _kernel.Profile.Generation != KernelGeneration.V20
                    && module.State is ModuleState.Coming or ModuleState.Live
                    && module.TryGetParameter(path.AsSpan(slash + 1), out variable);
            }
        }

        return false;
    }
}
