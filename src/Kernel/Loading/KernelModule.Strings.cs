using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Functions of lib/string.c and lib/vsprintf.c that run over memory others may share.</summary>
public abstract partial class KernelModule
{
    /// <summary>memset(to, value, count): one step. In any context.</summary>
    protected Step<MemsetBody> Memset(Address to, byte value, int count, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        Kernel.Computer.Announce(Operation.Store, to, Call(file, line, function), count);
        return new Step<MemsetBody>(Kernel.Computer, new MemsetBody(to, value, count));
    }

    /// <summary>
    /// sprintf(to, format, text) with one %s, to memory that only this call has: reads the text up to its NUL, wherever that
    /// is, a word a step. A character that there is no room for is a store that memory refuses. In any context.
    /// </summary>
    /// <returns>The number of characters, without the NUL.</returns>
    protected async KTask<int> Sprintf(LocalBytes to, string format, Address text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        ArgumentNullException.ThrowIfNull(format);
        var site = new Site(file, line, function);
        int at = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] == '%')
            {
                i++;
                at = await CopyString(to, at, text, site);
            }
            else
            {
                at = await Put(to, at, (byte)format[i], site);
            }
        }

        await Put(to, at, 0, site);
        return at;
    }

    /// <summary>
    /// sprintf(to, "%lu", number): number() of lib/vsprintf.c stores digit by digit, and the NUL comes last: each is a step. In
    /// any context.
    /// </summary>
    /// <returns>The number of characters, without the NUL.</returns>
    protected async KTask<int> Sprintf(SharedBytes to, ulong number, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        ulong unit = 1;
        while (number / unit >= 10)
        {
            unit *= 10;
        }

        int length = 0;
        for (; unit != 0; unit /= 10)
        {
            await to.Store(length++, (byte)('0' + (number / unit % 10)), file, line, function);
        }

        await to.Store(length, 0, file, line, function);
        return length;
    }

    /// <summary>A value as an unsigned long of the kernel's machine holds it.</summary>
    protected ulong UnsignedLong(ulong value) => Kernel.Profile.LongSize == sizeof(long) ? value : (uint)value;

    /// <summary>
    /// strlcpy(to, text, size) to memory that only this call has: up to <paramref name="size"/> - 1 characters and a NUL; the
    /// text is read up to its own NUL all the same, a word a step. In any context.
    /// </summary>
    /// <returns>The length of the text: less than <paramref name="size"/> if it is all there.</returns>
    protected async KTask<int> Strlcpy(LocalBytes to, Address text, int size, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = new Site(file, line, function);
        int length = 0;
        int read;
        do
        {
            Kernel.Computer.Announce(Operation.CopyOut, text + length, site, 1);
            read = (int)await new Step<StringWordBody>(Kernel.Computer, new StringWordBody(to, length, text + length, size - 1));
            length += StringWordBody.LengthOf(read);
        }
        while (!StringWordBody.IsEnd(read));
        to[Math.Min(length, size - 1)] = 0;
        return length;
    }

    /// <summary>The text, without its NUL, to memory of the caller's from an index on: the index behind it.</summary>
    private async KTask<int> CopyString(LocalBytes to, int at, Address text, Site site)
    {
        while (HasRoom(to, at))
        {
            Kernel.Computer.Announce(Operation.CopyOut, text, site, 1);
            int read = (int)await new Step<StringWordBody>(Kernel.Computer, new StringWordBody(to, at, text, int.MaxValue));
            int length = StringWordBody.LengthOf(read);
            at += length;
            text += length;
            if (StringWordBody.IsEnd(read))
            {
                return at;
            }
        }

        byte next = await At<byte>(text).Load(site.File, site.Line, site.Function);
        return next == 0 ? at : await Put(to, at, next, site);
    }

    // What there is no room for is stored all the same: memory answers that.
    private async KTask<int> Put(LocalBytes to, int at, byte value, Site site)
    {
        if (HasRoom(to, at))
        {
            to[at] = value;
        }
        else
        {
            await At<byte>(to.Address + at).Store(value, site.File, site.Line, site.Function);
        }

        return at + 1;
    }

    private bool HasRoom(LocalBytes to, int at) => at < to.Length && Kernel.Computer.Memory.IsAccessible(to.Address + at, 1, initialised: false);
}

/// <summary>
/// Reads a string up to the end of a word: to its NUL, to the word's last byte, or to the last byte that may be read or
/// there is room for; the next step comes to the byte behind that, and memory answers it.
/// </summary>
/// <param name="to">Where the characters go.</param>
/// <param name="at">The index of the first.</param>
/// <param name="text">Where they are.</param>
/// <param name="end">The index from which on they are not kept.</param>
internal readonly struct StringWordBody(LocalBytes to, int at, Address text, int end) : IStepBody
{
    private const int Word = 8;
    private const int End = 1 << Word;

    internal static int LengthOf(int result) => result & (End - 1);

    internal static bool IsEnd(int result) => (result & End) != 0;

    public long Run(Computer computer)
    {
        var memory = computer.Memory;
        var destination = to;
        int word = Word - (text.Value % Word);
        int length = 0;
        bool ends = false;
        while (length < word && !ends && (length == 0 || CanGoOn(memory, length)))
        {
            byte c = memory.Read<byte>(text + length);
            ends = c == 0;
            if (!ends && at + length < end)
            {
                destination[at + length] = c;
            }

            length += ends ? 0 : 1;
        }

        int read = ends ? length + 1 : length;
        computer.NoteAccess(text, read, isWrite: false, isMarked: false);
        if (computer.Recording)
        {
            computer.Note($"reads {read} byte{(read == 1 ? "" : "s")} of {computer.Memory.NameOf(text)}{(ends ? ", with the NUL" : "")}");
        }

        return ends ? length | End : length;
    }

    private bool CanGoOn(KernelMemory memory, int length)
        => memory.IsAccessible(text + length, 1, initialised: true)
            && (at + length >= end || (at + length < to.Length && memory.IsAccessible(to.Address + at + length, 1, initialised: false)));
}
