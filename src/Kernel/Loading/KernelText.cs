using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Code addresses: a function pointer is a number that can stand in memory, and calling it looks here what it means. A
/// module's functions lie in a text region of its own, which goes away with the module.
/// </summary>
public sealed class KernelText
{
    private const int EntrySize = 16;
    private readonly Computer _computer;
    private readonly Dictionary<int, Function> _functions = [];
    private readonly Dictionary<Delegate, Address> _kernels = [];

    internal KernelText(Computer computer) => _computer = computer;

    /// <summary>A text region with room for <paramref name="functions"/> entries.</summary>
    internal Address NewRegion(string owner, int functions, Shadow shadow)
        => _computer.Memory.Allocate(functions * EntrySize, $"{owner} text", RegionKind.Text, owner, shadow);

    /// <summary>Enters a function at a slot of a region and gives its address.</summary>
    internal Address Add(Address region, int slot, string name, Delegate code)
    {
        var address = region + (slot * EntrySize);
        _functions.Add(address.Value, new Function(CNames.Of(name), code, region));
        string owner = _computer.Memory.RegionNear(region)?.Owner ?? "";
        _computer.Memory.NamePlace(address, owner.Length == 0 ? CNames.Of(name) : $"{CNames.Of(name)} [{owner}]");
        return address;
    }

    /// <summary>Enters a function of the kernel's own, which a module may name in its tables by handing on the delegate.</summary>
    internal void AddKernels(Address region, int slot, string name, Delegate code)
    {
        var address = region + (slot * EntrySize);
        _functions.Add(address.Value, new Function(name, code, region) { IsKernels = true });
        _kernels.Add(code, address);
        _computer.Memory.NamePlace(address, name);
    }

    /// <summary>The address of a function of the kernel's own; NULL if it is none.</summary>
    internal Address AddressOf(Delegate code) => _kernels.GetValueOrDefault(code);

    /// <summary>Whether a function of the kernel's own begins at an address: one that does not go away.</summary>
    internal bool IsKernels(Address address) => _functions.TryGetValue(address.Value, out var function) && function.IsKernels;

    /// <summary>The function at an address. A call checks first that the text is still there.</summary>
    internal Function Resolve(Address address)
        => _functions.TryGetValue(address.Value, out var function)
            ? function
            : throw new MachineException($"a call to {_computer.Memory.NameOf(address)}, where no function begins");

    /// <summary>The name of a function; null if none begins there.</summary>
    internal string? NameOf(Address address) => _functions.TryGetValue(address.Value, out var function) ? function.Name : null;

    /// <summary>The functions of a region, by address.</summary>
    internal IEnumerable<(Address Address, string Name)> FunctionsOf(Address region)
        => _functions.Where(f => f.Value.Region == region).OrderBy(f => f.Key).Select(f => (new Address(f.Key), f.Value.Name));

    /// <summary>A function: its C name, its code, and the region that it lies in.</summary>
    internal readonly record struct Function(string Name, Delegate Code, Address Region)
    {
        /// <summary>Whether it is the kernel's own, and no module's.</summary>
        internal bool IsKernels { get; init; }
    }
}
