using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    private readonly List<Address> _writeProcs = [];

    /// <summary>A read_proc function in the module's text. In the constructor.</summary>
    /// <param name="function">The function.</param>
    /// <param name="wholePage">
    /// Whether it writes more than a line: readers then bring a page of 4096 bytes with nothing behind it.
    /// </param>
    protected Address ReadProcFunction(ReadProcFunction function, bool wholePage = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (wholePage)
        {
            Kernel.ReadPages.MustBeWhole(this);
        }

        return Text(function.Method.Name, function);
    }

    /// <summary>
    /// A struct proc_ops of 6.8; what is not given is NULL. Its address is what proc_create wants. Files of the entry have
    /// the lock of their position, and an entry without a method gives -EIO.
    /// </summary>
    protected FileOperations ProcOps(
        string symbol,
        OpenFunction? procOpen = null,
        OpenFunction? procRelease = null,
        ReadWriteFunction? procRead = null,
        ReadWriteFunction? procWrite = null,
        SeekFunction? procLseek = null)
    {
        Kernel.ProcFs.UseProcOps();
        var fields = procLseek is null ? Smp.Kernel.FileOperations.ProcOpsFields : Smp.Kernel.FileOperations.ProcOpsFieldsWithTail;
        return Operations(symbol, procOpen, procRelease, procRead, procWrite, owner: false, procLseek, fields);
    }

    /// <summary>proc_remove(entry): the entry itself, not one of its name; NULL is allowed. In task context.</summary>
    /// <param name="entry">What proc_create gave.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="function">Filled in by the compiler.</param>
    protected KTask ProcRemove(Address entry, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.ProcFs.ProcRemove(new ProcDirEntry(Kernel, entry), Call(file, line, function));

    /// <summary>proc_mkdir(name, parent): a directory in /proc or in another one. In task context.</summary>
    /// <returns>The directory, for the parent argument of others; NULL if there is no memory, or in 6.8 if the name is taken.</returns>
    protected KTask<ProcDirEntry> ProcMkdir(string name, ProcDirEntry parent = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.ProcFs.ProcMkdir(name, parent, Call(file, line, function));

    /// <summary>proc_symlink(name, parent, target): a symbolic link to a path. In task context.</summary>
    /// <returns>The link; NULL if there is no memory, or in 6.8 if the name is taken.</returns>
    protected KTask<ProcDirEntry> ProcSymlink(string name, ProcDirEntry parent, string target, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.ProcFs.ProcSymlink(name, parent, target, Call(file, line, function));

    /// <summary>
    /// proc_unregister(&amp;proc_root, entry-&gt;low_ino) of 2.0: by its inode number, which no other entry has; NULL is
    /// allowed. In task context.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="function">Filled in by the compiler.</param>
    protected KTask ProcUnregister(Address entry, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.ProcFs.ProcRemove(new ProcDirEntry(Kernel, entry), Call(file, line, function));

    /// <summary>proc_set_size(entry, size): what stat shows; a plain store to an entry that others can see. In any context.</summary>
    protected StoreStep<long> ProcSetSize(ProcDirEntry entry, long size, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => entry.FileSize.Store(size, file, line, function);

    /// <summary>proc_set_user(entry, uid, gid): two plain stores to an entry that others can see. In any context.</summary>
    protected async KTask ProcSetUser(ProcDirEntry entry, int uid, int gid, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        await entry.Uid.Store(uid, file, line, function);
        await entry.Gid.Store(gid, file, line, function);
    }

    /// <summary>A write_proc function in the module's text: the module's entries have room for a pointer to it. In the constructor.</summary>
    protected Address WriteProcFunction(WriteProcFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var address = Text(function.Method.Name, function);
        _writeProcs.Add(address);
        return address;
    }

    /// <summary>
    /// A read_proc function as -&gt;read, for a kernel that has no read_proc: what proc_file_read does, with a page of the
    /// call's own. In task context.
    /// </summary>
    protected KTask<long> ReadThroughPage(
        ReadProcFunction function, Address buffer, long length, LocalLong offset, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string caller = "")
        => ProcFileRead.ReadThrough(Kernel, function, buffer, length, offset, Call(file, line, caller));

    /// <summary>The page that proc_file_read hands to a read_proc: nobody else can reach it while the call lasts.</summary>
    protected LocalBytes PageOfReader(Address page, int length) => new(Kernel.Computer, page, length);

    /// <summary>
    /// The same as a <c>char *</c>, which knows no length: it is memory that refuses what is stored behind the page. For a
    /// read_proc with a whole page.
    /// </summary>
    protected LocalBytes PageOfReader(Address page) => new(Kernel.Computer, page, int.MaxValue, isChecked: true);

    /// <summary>sprintf(to, text) with nothing to fill in, to memory that only this call has: local code, no step. In any context.</summary>
    /// <returns>The number of characters, without the NUL.</returns>
    protected static int Sprintf(LocalBytes to, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int i = 0; i < text.Length; i++)
        {
            to[i] = (byte)text[i];
        }

        to[text.Length] = 0;
        return text.Length;
    }

    /// <summary>sprintf(to, format, number) with one %d, to memory that only this call has: local code, no step. In any context.</summary>
    /// <returns>The number of characters, without the NUL.</returns>
    protected static int Sprintf(LocalBytes to, string format, int number)
    {
        ArgumentNullException.ThrowIfNull(format);
        int length = FormattedText.Length(format, number);
        for (int i = 0; i <= length; i++)
        {
            to[i] = FormattedText.At(format, number, i);
        }

        return length;
    }

    /// <summary>
    /// sprintf(to, format, number) with one %d: stores up to eight bytes a step, as a compiler's string functions do. In any
    /// context.
    /// </summary>
    /// <returns>The number of characters, without the NUL.</returns>
    protected async KTask<int> Sprintf(SharedBytes to, string format, int number, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        ArgumentNullException.ThrowIfNull(format);
        var site = new Site(file, line, function);
        int length = FormattedText.Length(format, number);
        for (int at = 0; at <= length; at += Bytes)
        {
            int count = Math.Min(Bytes, length + 1 - at);
            Kernel.Computer.Announce(Operation.Store, to.Address + at, site, Bytes);
            await new Step<StoreTextBody>(Kernel.Computer, new StoreTextBody(to.Address + at, format, number, at, count));
        }

        return length;
    }
}

/// <summary>The step that stores a stretch of a formatted text: a whole word, or what is left.</summary>
internal readonly struct StoreTextBody(Address to, string format, int number, int from, int count) : IStepBody
{
    public long Run(Computer computer)
    {
        for (int i = 0; i < count; i++)
        {
            computer.Memory.Write(to + i, FormattedText.At(format, number, from + i));
        }

        if (computer.Recording)
        {
            computer.Note($"sprintf: {computer.Memory.RegionOf(to)?.Name}[{from}..{from + count - 1}]");
        }

        return number;
    }
}

/// <summary>A text with one %d, character by character, without making the string.</summary>
internal static class FormattedText
{
    internal static int Length(string format, int number) => format.Length - 2 + Digits(number);

    internal static byte At(string format, int number, int index)
    {
        int hole = format.IndexOf("%d", StringComparison.Ordinal);
        int digits = Digits(number);
        if (index < hole)
        {
            return (byte)format[index];
        }

        if (index >= hole + digits)
        {
            int rest = index - digits + 2;
            return rest < format.Length ? (byte)format[rest] : (byte)0;
        }

        if (number < 0 && index == hole)
        {
            return (byte)'-';
        }

        long value = Math.Abs((long)number);
        for (int i = hole + digits - 1; i > index; i--)
        {
            value /= 10;
        }

        return (byte)('0' + (value % 10));
    }

    private static int Digits(int number)
    {
        int digits = number < 0 ? 2 : 1;
        for (long value = Math.Abs((long)number); value >= 10; value /= 10)
        {
            digits++;
        }

        return digits;
    }
}
