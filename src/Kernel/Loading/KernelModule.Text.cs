using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Arrays of char that are copied and printed as a whole.</summary>
public abstract partial class KernelModule
{
    /// <summary>
    /// copy_to_user(to, from, count) from an array whose size the compiler knows. As
    /// <see cref="CopyToUser(Address, Address, int, string, int, string)"/>; 6.8 warns of a count that is larger and copies
    /// nothing.
    /// </summary>
    /// <returns>The number of bytes that were not copied: 0 if all were.</returns>
    protected KTask<int> CopyToUser(Address to, SharedBytes from, long count, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = Call(file, line, function);
        return HardenedCopy.Refuses(Kernel, from.Length, count)
            ? HardenedCopy.Overflow(Kernel, from, count, Operation.CopyOut, site)
            : Kernel.UserAccess.CopyToUser(to, from.Address, (int)Math.Min(count, int.MaxValue), site);
    }

    /// <summary>copy_from_user(to, from, count) to an array whose size the compiler knows: the same, the other way.</summary>
    /// <returns>The number of bytes that were not copied: 0 if all were.</returns>
    protected KTask<int> CopyFromUser(SharedBytes to, Address from, long count, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = Call(file, line, function);
        return HardenedCopy.Refuses(Kernel, to.Length, count)
            ? HardenedCopy.Overflow(Kernel, to, count, Operation.CopyIn, site)
            : Kernel.UserAccess.CopyFromUser(to.Address, from, (int)Math.Min(count, int.MaxValue), site);
    }

    /// <summary>
    /// pr_info(format, text) with one %s: reads the text up to its NUL, wherever that is, and prints one line. In any context.
    /// </summary>
    /// <remarks>
    /// A step takes a stretch of the text: to its 8th byte, its 64th, its 512th, and so on. Of the line the log keeps 1024
    /// characters (kernel/printk/printk.c of 6.8).
    /// </remarks>
    protected async KTask PrInfo(string format, SharedBytes text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        ArgumentNullException.ThrowIfNull(format);
        var site = Call(file, line, function);
        var read = new StringBuilder();
        for (int done = 0; read.Length == 0 || read[^1] != '\0'; done = read.Length)
        {
            Kernel.Computer.Announce(Operation.Load, text.Address + done, site, 1);
            await new Step<ReadTextBody>(Kernel.Computer, new ReadTextBody(text.Address + done, Math.Max(done * (Bytes - 1), Bytes), read));
        }

        string message = format.Replace("%s", read.ToString(0, read.Length - 1), StringComparison.Ordinal);
        Printk(KernLevel.Info, message.Length <= LongestRecord ? message : message[..LongestRecord]);
    }

    /// <summary>
    /// memcpy(to, from, count): up to four steps, as the copies to and from user memory. A step is an access to the side that
    /// others share: what is stored to data of a module, else what is read. In any context.
    /// </summary>
    protected async KTask Memcpy(Address to, Address from, int count, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = Call(file, line, function);
        bool isStore = Kernel.Computer.Memory.RegionNear(to) is { Kind: RegionKind.ModuleData };
        for (int done = 0; done < count;)
        {
            int next = UserAccess.NextChunk(done, count);
            if (isStore)
            {
                Kernel.Computer.Announce(Operation.Store, to + done, site, 1);
            }
            else
            {
                Kernel.Computer.Announce(Operation.CopyOut, from + done, site, next - done, argument: next - done);
            }

            await new Step<MemcpyBody>(Kernel.Computer, new MemcpyBody(to + done, from + done, next - done));
            done = next;
        }
    }

    private const int LongestRecord = 1024;
}

/// <summary>The step that copies a piece of an object to another.</summary>
internal readonly struct MemcpyBody(Address to, Address from, int count) : IStepBody
{
    public long Run(Computer computer)
    {
        if (!computer.Check(from, count) || !computer.Check(to, count, reads: false))
        {
            return 0;
        }

        var memory = computer.Memory;
        computer.NoteAccess(from, count, isWrite: false, isMarked: false);
        computer.NoteAccess(to, count, isWrite: true, isMarked: false);
        memory.Copy(to, from, count);
        if (computer.Recording)
        {
            computer.Note(string.Create(CultureInfo.InvariantCulture, $"memcpy: {count} byte{(count == 1 ? "" : "s")} to {memory.NameOf(to)}"));
        }

        return count;
    }
}

/// <summary>
/// The step that reads a stretch of a text, to its NUL or to the end of its object: where that is passed, the next step fails.
/// Gives the first byte.
/// </summary>
internal readonly struct ReadTextBody(Address from, int count, StringBuilder read) : IStepBody
{
    public long Run(Computer computer)
    {
        int before = read.Length;
        int length = 0;
        byte c;
        do
        {
            // The first byte was looked at when the step came to it.
            c = computer.Memory.Read<byte>(from + length);
            length++;
            read.Append((char)c);
        }
        while (c != 0 && length < count && computer.Memory.IsAccessible(from + length, 1, initialised: true));

        // All that was read becomes part of what the caller knows; the value of the step tells a byte of it.
        computer.Observe((long)Hashing.OfText(read.ToString(before, read.Length - before)));
        computer.NoteAccess(from, length, isWrite: false, isMarked: false);
        computer.Check(from, length);
        if (computer.Recording)
        {
            computer.Note(string.Create(CultureInfo.InvariantCulture, $"printk(%s): {(c == 0 ? length - 1 : length)} character{(length == (c == 0 ? 2 : 1) ? "" : "s")}{(c == 0 ? " and the NUL" : "")}"));
        }

        return read[before];
    }
}
