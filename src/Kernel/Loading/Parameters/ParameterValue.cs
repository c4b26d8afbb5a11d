using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What a parameter is set to: the text, if there was an equals sign, and where the kernel has it.</summary>
internal readonly ref struct ParameterValue
{
    private readonly ReadOnlySpan<char> _text;

    private ParameterValue(ReadOnlySpan<char> text, Address address, bool isGiven)
    {
        _text = text;
        Address = address;
        IsGiven = isGiven;
    }

    /// <summary>C's NULL: a name without an equals sign.</summary>
    internal static ParameterValue Null => default;

    /// <summary>Whether there is a value, even an empty one.</summary>
    internal bool IsGiven { get; }

    /// <summary>The text; empty where none is given.</summary>
    internal ReadOnlySpan<char> Text => _text;

    /// <summary>Where the text stands in kernel memory, with a NUL after it; NULL where no parameter of the module keeps a pointer.</summary>
    internal Address Address { get; }

    internal static ParameterValue Of(ReadOnlySpan<char> text, Address address = default) => new(text, address, true);

    /// <summary>A part of it.</summary>
    internal ParameterValue Part(int from, int length)
        => new(_text.Slice(from, length), Address.IsNull ? Address : Address + from, true);
}

/// <summary>A store that setting a parameter consists of.</summary>
/// <param name="Address">Where to.</param>
/// <param name="Size">How many bytes: 1, 2, 4 or 8.</param>
/// <param name="Value">What.</param>
internal readonly record struct ParameterStore(Address Address, int Size, long Value);

/// <summary>The stores that setting a parameter consists of, in their order, and what came of it.</summary>
internal sealed class ParameterStores
{
    private readonly List<ParameterStore> _stores = [];
    private readonly List<Address> _replaced = [];

    internal IReadOnlyList<ParameterStore> All => _stores;

    /// <summary>Texts that the parameter pointed to and that are freed after the stores (6.8).</summary>
    internal IReadOnlyList<Address> Replaced => _replaced;

    internal void Add(Address address, int size, long value) => _stores.Add(new ParameterStore(address, size, value));

    /// <summary>A text that nobody points to after the stores; NULL is allowed.</summary>
    internal void Replace(Address text)
    {
        if (!text.IsNull)
        {
            _replaced.Add(text);
        }
    }

    /// <summary>Makes them all within the current step, and frees what they replace.</summary>
    internal void Apply(Computer computer)
    {
        var memory = computer.Memory;
        foreach (var store in _stores)
        {
            switch (store.Size)
            {
                case 1: memory.Write(store.Address, (byte)store.Value); break;
                case 2: memory.Write(store.Address, (short)store.Value); break;
                case 4: memory.Write(store.Address, (int)store.Value); break;
                default: memory.Write(store.Address, store.Value); break;
            }
        }

        foreach (var text in _replaced)
        {
            ParameterText.Free(computer, text);
        }
    }
}
