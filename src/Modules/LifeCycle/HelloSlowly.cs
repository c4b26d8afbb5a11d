using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>hello-1.c with an init and an exit that give the CPU away once, as most do that ask for memory or for a device.</summary>
public sealed class HelloSlowly : Hello1
{
    /// <summary>The module, not loaded yet.</summary>
    public HelloSlowly(LinuxKernel kernel)
        : base(kernel)
    {
    }

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        await Schedule();
        return await base.InitModule();
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await Schedule();
        await base.CleanupModule();
    }
}
