using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A registered range of character devices, all minors of one major: struct char_device_struct and the struct cdev that it
/// points to, as one object.
/// </summary>
/// <remarks>
/// After fs/char_dev.c of 2.6.11. It is freed with the last use: each open file has one, and the registration another.
/// </remarks>
internal readonly struct Cdev
{
    internal const int Size = (NameWord * Bytes) + NameSize;

    /// <summary>The longest name, with its NUL.</summary>
    internal const int NameSize = 32;

    private const int Bytes = 8;
    private const int NameWord = 6;
    private readonly KernelMemory _memory;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "major", "owner", "ops", "kobj.kref", "cdev_map", "name"];

    internal Cdev(KernelMemory memory, Address address)
    {
        _memory = memory;
        Address = address;
    }

    internal Address Address { get; }

    internal bool IsNull => Address.IsNull;

    /// <summary>The next of chrdevs[].</summary>
    internal Address Next
    {
        get => Get(0);
        set => _memory.Poke(Address, value.Value);
    }

    internal int Major
    {
        get => Get(1).Value;
        set => Set(1, value);
    }

    /// <summary>cdev-&gt;owner: fops-&gt;owner when it was registered.</summary>
    internal Address Owner
    {
        get => Get(2);
        set => Set(2, value.Value);
    }

    internal Address Operations
    {
        get => Get(3);
        set => Set(3, value.Value);
    }

    /// <summary>How many use it: its registration and each file that is open on it.</summary>
    internal int Users
    {
        get => Get(4).Value;
        set => Set(4, value);
    }

    /// <summary>Whether it can be found by its number: since cdev_add, until cdev_del.</summary>
    internal bool IsMapped
    {
        get => Get(5).Value != 0;
        set => Set(5, value ? 1 : 0);
    }

    internal string Name
    {
        get
        {
            var text = new System.Text.StringBuilder();
            for (int i = 0; _memory.Read<byte>(Address + (NameWord * Bytes) + i) is var c and not 0; i++)
            {
                text.Append((char)c);
            }

            return text.ToString();
        }

        set
        {
            for (int i = 0; i < NameSize; i++)
            {
                _memory.Write(Address + (NameWord * Bytes) + i, i < value.Length ? (byte)value[i] : (byte)0);
            }
        }
    }

    private Address Get(int word) => new((int)_memory.Peek(Address + (word * Bytes)));

    private void Set(int word, int value) => _memory.Poke(Address + (word * Bytes), value);
}
