using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>A module that calls a function of <see cref="HelloProvider"/> when it is inserted and when it is removed.</summary>
public sealed class HelloUser : KernelModule
{
    private readonly ImportedSymbol _sayHello;

    /// <summary>The module, not loaded yet.</summary>
    public HelloUser(LinuxKernel kernel)
        : base(kernel, "hello_user")
    {
        ModuleLicense("GPL");
        _sayHello = ExternFunction(HelloProvider.SayHelloSymbol);
    }

    /// <summary>Calls only: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override KTask<int> InitModule() => Call(_sayHello);

    /// <inheritdoc/>
    public override async KTask CleanupModule() => await Call(_sayHello);
}
