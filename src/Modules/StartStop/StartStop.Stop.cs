using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <content>stop.c.</content>
public sealed partial class StartStop
{
    /// <inheritdoc/>
    public override KTask CleanupModule()
    {
        Printk(KernLevel.Info, "Short is the life of a kernel module\n");
        return KTask.Completed;
    }
}
