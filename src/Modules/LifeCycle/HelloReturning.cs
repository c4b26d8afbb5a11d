using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The exercise that the comment in hello-1.c suggests: its init returns something else than 0. A negative number says that the
/// module could not be loaded.
/// </summary>
public sealed class HelloReturning : Hello1
{
    private readonly int _result;

    /// <summary>The module, not loaded yet.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="result">What init returns.</param>
    public HelloReturning(LinuxKernel kernel, int result)
        : base(kernel)
        => _result = result;

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        await base.InitModule();
        return _result;
    }
}
