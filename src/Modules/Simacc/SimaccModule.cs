using Smp.Kernel;

namespace Smp.Modules;

/// <summary>What simacc.c and its corrected twin have in common: names and sizes.</summary>
/// <param name="kernel">The kernel it is compiled for.</param>
public abstract class SimaccModule(LinuxKernel kernel) : KernelModule(kernel, ProcEntryName)
{
    /// <summary>The name of the file in /proc.</summary>
    public const string ProcEntryName = "simacc";

    /// <summary>MAX_INPUT_SIZE: the longest input, in bytes.</summary>
    public const int MaxInputSize = 1024;

    /// <summary>rw-rw-rw-: any user.</summary>
    protected const int Mode = 0x1b6;
}
