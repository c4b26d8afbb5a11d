using Smp.Machine;

namespace Smp.Kernel;

/// <summary>/sys/module/NAME/parameters of a module: whether it is there, and the text that insmod's arguments were.</summary>
internal sealed class ParameterFiles
{
    private const int Bytes = 8;
    private static readonly string[] s_fields = ["published", "args", "args length"];

    private readonly KernelModule _module;

    internal ParameterFiles(KernelModule module)
    {
        _module = module;
        Address = module.Kernel.Computer.Memory.Allocate(3 * Bytes, $"parameters of {module.Name}", RegionKind.KernelData, fields: s_fields);
    }

    /// <summary>Where what is known of it lives.</summary>
    internal Address Address { get; }

    /// <summary>Whether the files can be opened. Inside a step.</summary>
    internal bool IsPublished
    {
        get => Memory.Peek(Address) != 0;
        set => Memory.Poke(Address, value ? 1 : 0);
    }

    private KernelMemory Memory => _module.Kernel.Computer.Memory;

    /// <summary>
    /// mod->args: the kernel's copy of the arguments, for pointers into it. NULL in 6.8, where nobody points there, or where
    /// no parameter is a pointer. Inside a step.
    /// </summary>
    internal Address KeepArguments(ReadOnlySpan<char> arguments)
    {
        bool isPointedTo = _module.Kernel.Profile.Generation != KernelGeneration.V68 && _module.Parameters.Any(p => p is CharpParameter);
        if (!isPointedTo)
        {
            return Address.Null;
        }

        var text = ParameterText.Copy(_module.Kernel.Computer, arguments, $"arguments of {_module.Name}");
        Memory.Poke(Address + Bytes, text.Value);
        Memory.Poke(Address + (2 * Bytes), arguments.Length);
        return text;
    }

    /// <summary>With the module the files go, the arguments, and what the parameters have for themselves. Inside a step.</summary>
    internal void Free()
    {
        IsPublished = false;
        foreach (var parameter in _module.Parameters)
        {
            parameter.Free();
        }

        if (Memory.Peek(Address + Bytes) is var text && text != 0)
        {
            Memory.SetShadow(new Address((int)text), (int)Memory.Peek(Address + (2 * Bytes)) + 1, Shadow.Freed);
            Memory.Poke(Address + Bytes, 0);
        }
    }
}
