using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A parameter of a module: what <c>module_param</c> and its kin declare.</summary>
/// <remarks>After struct kernel_param: include/linux/moduleparam.h and kernel/params.c of 2.6.11 and of 6.8.</remarks>
internal abstract class ModuleParameter(KernelModule module, string name, int mode)
{
    internal string Name { get; } = name;

    /// <summary>Its permission bits in sysfs; 0: it has no file there.</summary>
    internal int Mode { get; } = mode;

    /// <summary>What modinfo says of its type: <c>int</c>, <c>array of int</c>.</summary>
    internal abstract string TypeName { get; }

    protected KernelModule Module { get; } = module;

    protected LinuxKernel Kernel => Module.Kernel;

    protected bool IsModern => Kernel.Profile.Generation == KernelGeneration.V68;

    /// <summary>
    /// -&gt;set: works out the stores that <paramref name="value"/> means, within one step. 0, or -EINVAL, -ENOSPC, -ERANGE,
    /// -ENOMEM; an array's first elements may have been set by then.
    /// </summary>
    internal abstract int Set(in ParameterValue value, ParameterStores stores);

    /// <summary>-&gt;get: the text that sysfs shows, without the line's end. Each load is a step.</summary>
    internal abstract KTask<string> Get();

    /// <summary>-&gt;free: what it keeps apart from the module's own memory goes with the module (6.8). Within a step.</summary>
    internal virtual void Free()
    {
    }

    protected void Complain(string message) => Kernel.Log.Append($"<3>{Name}: {message}\n");
}
