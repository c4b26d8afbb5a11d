using System.Globalization;
using System.Text;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The list of loaded modules as /proc shows it: the one that was loaded last comes first. The order is kept from when
/// <see cref="Use"/> is called, before any module is loaded.
/// </summary>
/// <remarks>
/// m_show and print_unload_info of kernel/module.c of 2.6.11 and kernel/module/procfs.c of 6.8, get_module_list of
/// kernel/module.c of 2.0, and the lines of /proc/kallsyms. The size of a module is what it takes on this machine.
/// </remarks>
internal sealed class ModuleList
{
    private const int Bytes = 8;
    private const int Capacity = 32;
    private const int PageSize = 4096;

    private readonly LinuxKernel _kernel;
    private readonly Lazy<Address> _order;

    internal ModuleList(LinuxKernel kernel)
    {
        _kernel = kernel;
        _order = new Lazy<Address>(() => kernel.Computer.Memory.Allocate(Capacity * Bytes, "modules", RegionKind.KernelData), isThreadSafe: false);
    }

    private bool IsModern => _kernel.Profile.Generation == KernelGeneration.V68;

    /// <summary>The order of loading is kept from now on, while the computer is being built.</summary>
    internal void Use() => _ = _order.Value;

    /// <summary>list_add. Inside a step.</summary>
    internal void Add(int index)
    {
        if (!_order.IsValueCreated)
        {
            return;
        }

        int count = 0;
        while (this[count] != 0)
        {
            count++;
        }

        if (count + 1 == Capacity)
        {
            throw new MachineException($"more than {Capacity - 1} modules on a computer that shows /proc/modules");
        }

        this[count] = index + 1;
    }

    /// <summary>list_del. Inside a step.</summary>
    internal void Remove(int index)
    {
        if (!_order.IsValueCreated)
        {
            return;
        }

        int at = 0;
        while (this[at] != index + 1)
        {
            at++;
        }

        for (; this[at] != 0; at++)
        {
            this[at] = this[at + 1];
        }
    }

    /// <summary>The text of /proc/modules. Inside a step.</summary>
    internal string ShowModules()
        => string.Concat(Loaded().Select(module => _kernel.Profile.Generation == KernelGeneration.V20 ? Line20(module) : Line(module)));

    /// <summary>The text of /proc/kallsyms, as far as it is the modules': those that are exported in capitals. Inside a step.</summary>
    internal string ShowKallsyms()
    {
        var text = new StringBuilder();
        foreach (var module in Loaded())
        {
            foreach (var (address, name) in _kernel.Text.FunctionsOf(module.TextRegion))
            {
                bool isExported = module.Exports.Any(e => e.Address == address);
                text.Append(CultureInfo.InvariantCulture, $"{Pointer(address)} {(isExported ? 'T' : 't')} {name}\t[{module.Name}]\n");
            }
        }

        return text.ToString();
    }

    private int this[int at]
    {
        get => (int)_kernel.Computer.Memory.Peek(_order.Value + (at * Bytes));
        set => _kernel.Computer.Memory.Poke(_order.Value + (at * Bytes), value);
    }

    private IEnumerable<KernelModule> Loaded()
    {
        int count = 0;
        while (this[count] != 0)
        {
            count++;
        }

        for (int i = count - 1; i >= 0; i--)
        {
            yield return _kernel.Loader.Modules[this[i] - 1];
        }
    }

    private string Line(KernelModule module)
    {
        string users = string.Concat(ModuleSymbols.UsersOf(_kernel, module).Select(user => $"{user.Name},"));
        string permanent = module.HasExit ? "" : "[permanent],";
        string used = (users + permanent) is { Length: > 0 } some ? some : "-";
        string state = module.State switch
        {
            ModuleState.Coming => "Loading",
            ModuleState.Going => "Unloading",
            _ => "Live",
        };
        string taints = _kernel.Taint.LettersOf(module) is { Length: > 0 } letters ? $" ({letters})" : "";
        string count = IsModern
            ? module.ReferenceCount.ToString(CultureInfo.InvariantCulture)
            : ((uint)module.ReferenceCount).ToString(CultureInfo.InvariantCulture);
        return $"{module.Name} {module.MemorySize} {count} {used} {state} 0x{Pointer(module.TextRegion)}{taints}\n";
    }

    private string Line20(KernelModule module)
    {
        int pages = (module.MemorySize + PageSize - 1) / PageSize;
        string line = string.Create(CultureInfo.InvariantCulture, $"{module.Name,-20}{pages,5}");
        line += module.State switch
        {
            ModuleState.Coming => " (uninitialized)",
            ModuleState.Deleted => " (deleted)",
            _ => string.Create(CultureInfo.InvariantCulture, $"{module.ReferenceCount,2}"),
        };
        string users = string.Join(' ', ModuleSymbols.UsersOf(_kernel, module).Select(user => user.Name));
        return users.Length == 0 ? line + "\n" : $"{line} [{users}]\n";
    }

    /// <summary>%p: 6.8 shows addresses to root only.</summary>
    private string Pointer(Address address)
        => !IsModern ? address.ToString()
            : _kernel.Current.EffectiveUserId == 0 ? $"ffffffff{address}"
            : new string('0', 16);
}
