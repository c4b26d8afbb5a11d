using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A struct irqaction in memory: what request_irq has registered on a line. The records of a line are a list, which its
/// private lock guards; a handler that runs walks it without.
/// </summary>
internal readonly struct IrqAction
{
    internal const int Size = 5 * Bytes;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    internal IrqAction(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    internal static IReadOnlyList<string> Fields { get; } = ["handler", "flags", "name", "dev_id", "next"];

    internal Address Address { get; }

    internal bool IsNull => Address.IsNull;

    internal Address Handler
    {
        get => new((int)this[0]);
        set => this[0] = value.Value;
    }

    internal IrqFlags Flags
    {
        get => (IrqFlags)this[1];
        set => this[1] = (long)value;
    }

    /// <summary>Where its name stands: in the memory of whoever registered it.</summary>
    internal Address Name
    {
        get => new((int)this[2]);
        set => this[2] = value.Value;
    }

    internal Address DevId
    {
        get => new((int)this[3]);
        set => this[3] = value.Value;
    }

    internal Address Next
    {
        get => new((int)this[4]);
        set => this[4] = value.Value;
    }

    private long this[int word]
    {
        get => _kernel.Computer.Memory.Peek(Address + (word * Bytes));
        set => _kernel.Computer.Memory.Poke(Address + (word * Bytes), value);
    }
}
