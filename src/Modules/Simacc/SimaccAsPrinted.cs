using Smp.Kernel;

namespace Smp.Modules;

/// <summary>
/// simacc.c as its listing is printed: the <c>else</c> between the two assignments of the length is lost, and so is the
/// limit (SIM-2). Everything else is <see cref="Simacc"/>.
/// </summary>
/// <param name="kernel">The kernel it is compiled for.</param>
public sealed class SimaccAsPrinted(LinuxKernel kernel) : Simacc(kernel)
{
    /// <inheritdoc/>
    protected override int LengthOf(long count) => (int)count;
}
