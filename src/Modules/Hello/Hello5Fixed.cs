using Smp.Kernel;

namespace Smp.Modules;

/// <summary>The corrected hello-5.c: what insmod was given is what init sees, since nobody else can set it.</summary>
/// <remarks>
/// Fix of H5-1: the files of the parameters are there to be read. A copy taken under kernel_param_lock would be one value
/// wherever it is used, but not insmod's: the files are there before init, and init cannot tell who wrote last.
/// </remarks>
public class Hello5Fixed : Hello5
{
    private const int RootAndGroupRead = 0x120;
    private const int EverybodyReads = 0x124;

    /// <summary>The module, not loaded yet.</summary>
    public Hello5Fixed(LinuxKernel kernel)
        : this(kernel, EverybodyReads)
    {
    }

    /// <summary>The module with other permission bits for the file of myint.</summary>
    protected Hello5Fixed(LinuxKernel kernel, int myintMode)
        : base(kernel, RootAndGroupRead, myintMode)
    {
    }
}
