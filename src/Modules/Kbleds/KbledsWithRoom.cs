using Smp.Kernel;

namespace Smp.Modules;

/// <summary>
/// kbleds.c where the linker has left three bytes free behind kbledstatus: what else is wrong can only be seen where the four bytes that
/// are written there (KBL-4) do not stop the machine first. Everything else is <see cref="Kbleds"/>.
/// </summary>
/// <param name="kernel">The kernel it is compiled for.</param>
public sealed class KbledsWithRoom(LinuxKernel kernel) : Kbleds(kernel, sizeof(int));
