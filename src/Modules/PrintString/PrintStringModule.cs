using Smp.Kernel;

namespace Smp.Modules;

/// <summary>What print_string.c and its corrected twin have in common: the texts.</summary>
public abstract class PrintStringModule : KernelModule
{
    /// <summary>What it prints when it is inserted.</summary>
    public const string Inserted = "The module has been inserted. Hello world!";

    /// <summary>What it prints when it is removed.</summary>
    public const string Removed = "The module has been removed. Farewell world!";

    /// <summary>How a line ends on a terminal.</summary>
    public const string EndOfLine = "\r\n";

    private protected const string PrintString = "print_string";

    /// <summary>The module, not loaded yet.</summary>
    protected PrintStringModule(LinuxKernel kernel)
        : base(kernel, "print_string")
    {
        ModuleLicense("GPL");
        ModuleAuthor("Peter Jay Salzman");
        DeclareTtys();
    }
}
