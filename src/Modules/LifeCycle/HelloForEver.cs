using Smp.Kernel;

namespace Smp.Modules;

/// <summary>hello-1.c without its exit function: it can be inserted and never removed.</summary>
public sealed class HelloForEver : Hello1
{
    /// <summary>The module, not loaded yet.</summary>
    public HelloForEver(LinuxKernel kernel)
        : base(kernel)
    {
    }

    /// <inheritdoc/>
    protected override bool HasExit => false;
}
