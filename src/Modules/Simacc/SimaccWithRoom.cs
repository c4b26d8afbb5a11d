using Smp.Kernel;

namespace Smp.Modules;

/// <summary>
/// simacc.c with one byte more in input_buf, for the NUL (SIM-1): what else is wrong with a full buffer can only be seen
/// where that byte does not stop the machine first. Everything else is <see cref="Simacc"/>.
/// </summary>
/// <param name="kernel">The kernel it is compiled for.</param>
public sealed class SimaccWithRoom(LinuxKernel kernel) : Simacc(kernel, MaxInputSize + 1);
