using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// fortune.c as its article means it: with the vfree that the listing has lost. Everything else is <see cref="Fortune"/>.
/// </summary>
public sealed class FortuneFreeing(LinuxKernel kernel) : Fortune(kernel)
{
    /// <inheritdoc/>
    protected override async KTask FreePot() => await Vfree(await Pot(nameof(CleanupModule)), function: nameof(CleanupModule));
}
