using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// procfs1.c of the present Linux Kernel Module Programming Guide (chapter 7, "The /proc file system"), as printed: a file
/// in /proc that says hello.
/// </summary>
/// <remarks>The corrected twin is <see cref="ModernProcfs1Fixed"/>. What is wrong with this one: MP1-1 to MP1-3.</remarks>
public sealed class ModernProcfs1 : HelloWorldModule
{
    /// <summary>The module's name, and of its kind with the older procfs1.c.</summary>
    public const string ModuleName = "modern_procfs1";

    /// <summary>The name of the file in /proc.</summary>
    public const string ProcfsName = "helloworld";

    private readonly FileOperations _procFileFops;
    private readonly Shared<long> _ourProcFile;

    /// <summary>The module, not loaded yet, under its own name or another one.</summary>
    public ModernProcfs1(LinuxKernel kernel, string name = ModuleName)
        : base(kernel, name, ProcfsName)
    {
        _ourProcFile = Pointer("our_proc_file");
        _procFileFops = ProcOps("proc_file_fops", procRead: ProcfileRead);
    }

    /// <summary>It has no variables that two calls could share.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override KTask<int> InitModule() => Register(_ourProcFile, _procFileFops);

    /// <inheritdoc/>
    public override KTask CleanupModule() => Unregister(_ourProcFile);
}
