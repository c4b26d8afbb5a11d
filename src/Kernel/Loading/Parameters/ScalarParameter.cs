using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A parameter of one number or bool.</summary>
internal sealed class ScalarParameter(KernelModule module, string name, ParameterType type, Address address, int size, int mode)
    : ModuleParameter(module, name, mode)
{
    internal ParameterType Type { get; } = type;

    internal Address Address { get; } = address;

    internal int Size { get; } = size;

    internal override string TypeName => ParameterText.NameOf(Type);

    internal override int Set(in ParameterValue value, ParameterStores stores)
    {
        if (ParameterText.Parse(Type, value, IsModern, out long number) is var wrong and not 0)
        {
            return wrong;
        }

        stores.Add(Address, Size, number);
        return 0;
    }

    internal override async KTask<string> Get() => ParameterText.Show(Type, await ParameterText.Load(Kernel.Computer, Address, Size), IsModern);
}
