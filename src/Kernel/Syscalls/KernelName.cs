using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A struct filename: a name that the kernel has copied from user memory, once, and that no user program can change any
/// more. It belongs to the call that made it, so reading it is local code.
/// </summary>
/// <remarks>After include/linux/fs.h of 6.8, which keeps the user's pointer beside the name (<c>uptr</c>).</remarks>
public readonly struct KernelName
{
    private const int TextOffset = 2 * Bytes;
    private const int Bytes = 8;

    private readonly Computer _computer;

    internal KernelName(Computer computer, Address address)
    {
        _computer = computer;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>Where the user program keeps what the name was copied from: may have changed since.</summary>
    public Address UserPointer => new((int)_computer.Memory.Peek(Address));

    /// <summary>The first byte of the text.</summary>
    public Address Text => Address + TextOffset;

    /// <summary>How many characters it has, without the NUL.</summary>
    public int Length => (int)_computer.Memory.Peek(Address + Bytes);

    /// <summary>The text, at most <paramref name="limit"/> characters of it: what <c>%.*s</c> prints.</summary>
    public string ToText(int limit)
        => string.Create(Math.Min(Length, limit), this, static (to, name) =>
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = (char)name._computer.Memory.Read<byte>(name.Text + i);
            }
        });

    /// <summary>The copy of <paramref name="length"/> bytes and a NUL, inside the step of getname; gives its address, or -ENOMEM.</summary>
    internal static long Copy(Computer computer, Address filename, int length)
    {
        var memory = computer.Memory;
        var address = computer.AllocateHeap(TextOffset + length + 1, Shadow.Live);
        if (address.IsNull)
        {
            return -Errno.ENOMEM;
        }

        memory.Poke(address, filename.Value);
        memory.Poke(address + Bytes, length);
        for (int i = 0; i < length; i++)
        {
            memory.Write(address + (TextOffset + i), memory.Read<byte>(filename + i));
        }

        memory.Write<byte>(address + (TextOffset + length), 0);
        if (computer.NamesMatter)
        {
            computer.Memory.Label(address, TextOffset + length + 1, "struct filename");
            computer.Note($"getname: \"{new KernelName(computer, address).ToText(length)}\"");
        }

        return address.Value;
    }

    /// <summary>putname().</summary>
    internal void Put() => _computer.Memory.SetShadow(Address, TextOffset + Length + 1, Shadow.Freed);

    internal bool Is(string text) => text.Length == Length && StartsWith(text);

    internal bool StartsWith(string text)
    {
        if (text.Length > Length)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (_computer.Memory.Read<byte>(Text + i) != text[i])
            {
                return false;
            }
        }

        return true;
    }
}
