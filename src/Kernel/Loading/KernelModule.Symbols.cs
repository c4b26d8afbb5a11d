using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    private readonly List<ExportedSymbol> _exports = [];
    private readonly List<ImportedSymbol> _imports = [];

    /// <summary>What other modules may use of it.</summary>
    internal IReadOnlyList<ExportedSymbol> Exports => _exports;

    /// <summary>What it uses of others.</summary>
    internal IReadOnlyList<ImportedSymbol> Imports => _imports;

    /// <summary>EXPORT_SYMBOL(name): a function that other modules may call. In the constructor.</summary>
    protected void ExportSymbol(string name, Func<KTask<int>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _exports.Add(new ExportedSymbol(name, Text(function.Method.Name, function)));
    }

    /// <summary>
    /// <c>extern int name(void)</c>: a function of another module. In the constructor. insmod finds it or fails with -ENOENT, and
    /// the other module cannot go before this one.
    /// </summary>
    protected ImportedSymbol ExternFunction(string name)
    {
        var symbol = new ImportedSymbol(Kernel, name, Kernel.Computer.Memory.Allocate(2 * Bytes, $"{name} in {Name}", RegionKind.KernelData));
        _imports.Add(symbol);
        return symbol;
    }

    /// <summary>Calls a function of another module. In task context.</summary>
    protected async KTask<int> Call(ImportedSymbol function)
    {
        var target = function.Target;
        var before = await Kernel.EnterModule(target);
        int result = await ((Func<KTask<int>>)Kernel.Text.Resolve(target).Code)();
        await Kernel.LeaveModule(target, before, result);
        return result;
    }
}

/// <summary>A function that other modules may call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is.</param>
internal readonly record struct ExportedSymbol(string Name, Address Address);

/// <summary>A function of another module, as the module that calls it has it: filled in when that is loaded.</summary>
public readonly struct ImportedSymbol
{
    private const int OwnerOffset = 8;
    private readonly LinuxKernel _kernel;
    private readonly Address _slot;

    internal ImportedSymbol(LinuxKernel kernel, string name, Address slot)
    {
        _kernel = kernel;
        Name = name;
        _slot = slot;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where the function is: part of the caller's code once that is loaded.</summary>
    internal Address Target => new((int)_kernel.Computer.Memory.Peek(_slot));

    /// <summary>The struct module of whose it is; NULL while the module is not loaded.</summary>
    internal Address Owner => new((int)_kernel.Computer.Memory.Peek(_slot + OwnerOffset));

    internal void Bind(Address target, Address owner)
    {
        _kernel.Computer.Memory.Poke(_slot, target.Value);
        _kernel.Computer.Memory.Poke(_slot + OwnerOffset, owner.Value);
    }
}
