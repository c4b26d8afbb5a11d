using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// read_proc: writes to the page, or says with <see cref="ReadProcArguments.Start"/> where its text is. The number of
/// bytes, or a negative errno.
/// </summary>
public delegate KTask<int> ReadProcFunction(Address page, ReadProcArguments arguments);

/// <summary>What goes with the page: C's <c>char **start, off_t offset, int count, int *eof, void *data</c>, local variables of proc_file_read.</summary>
public readonly struct ReadProcArguments
{
    private readonly LocalBytes _locals;

    internal ReadProcArguments(LocalBytes locals, long offset, int count, Address data = default)
    {
        _locals = locals;
        Offset = offset;
        Count = count;
        Data = data;
    }

    /// <summary>How far the reader has come.</summary>
    public long Offset { get; }

    /// <summary>How many bytes are wanted.</summary>
    public int Count { get; }

    /// <summary>What the entry has as its data; NULL if nothing was stored there.</summary>
    public Address Data { get; }

    /// <summary>*start: where the text is; NULL for the page, from its beginning.</summary>
    public Address Start
    {
        get => new(_locals[0] | (_locals[1] << 8) | (_locals[2] << 16) | (_locals[3] << 24));
        set
        {
            for (int i = 0; i < 4; i++)
            {
                _locals[i] = (byte)(value.Value >> (i * 8));
            }
        }
    }

    /// <summary>*eof: whether this is all.</summary>
    public bool Eof
    {
        get => _locals[4] != 0;
        set => _locals[4] = value ? (byte)1 : (byte)0;
    }

    internal ReadProcArguments With(Address data) => new(_locals, Offset, Count, data);

    internal void Clear()
    {
        for (int i = 0; i < 5; i++)
        {
            _locals[i] = 0;
        }
    }
}

/// <summary>read(2) of an entry with default operations: asks its read_proc until there is enough or nothing more.</summary>
/// <remarks>
/// After proc_file_read of fs/proc/generic.c of 2.6.11, with its three conventions for *start. The kernel tells a pointer
/// from a small number by comparing it with the page; where modules are mapped below the pages
/// (<see cref="KernelProfile.ModulesBelowLowmem"/>) that goes wrong. A page has 4096 bytes; only its beginning is there
/// unless a module says that it writes more (<see cref="ReadPages"/>).
/// </remarks>
internal static class ProcFileRead
{
    internal static async KTask<long> Read(LinuxKernel kernel, OpenFile file, Address buffer, long length)
    {
        var entry = new ProcDirEntry(kernel, new Inode(kernel, file.Inode).ProcEntry);
        long position = await file.Position.Load();
        var site = Here("proc_file_read");
        var page = await kernel.ReadPages.Get(site);
        if (page.IsNull)
        {
            return -Errno.ENOMEM;
        }

        var (done, reached) = await Fill(kernel, entry, own: null, page, buffer, length, position, site);
        await file.Position.Store(reached);
        await kernel.ReadPages.Free(page, site);
        return done;
    }

    /// <summary>The same as a module's own -&gt;read, for a kernel that has no read_proc any more.</summary>
    internal static async KTask<long> ReadThrough(LinuxKernel kernel, ReadProcFunction function, Address buffer, long length, LocalLong offset, Site site)
    {
        var page = await kernel.ReadPages.Get(site);
        if (page.IsNull)
        {
            return -Errno.ENOMEM;
        }

        var (done, reached) = await Fill(kernel, default, function, page, buffer, length, offset.Value, site);
        offset.Value = reached;
        await kernel.ReadPages.Free(page, site);
        return done;
    }

    /// <summary>The loop: what the function puts into the page, or elsewhere, is copied to the reader.</summary>
    /// <returns>Bytes, or a negative errno; and the position after them.</returns>
    private static async KTask<(long Done, long Position)> Fill(
        LinuxKernel kernel, ProcDirEntry entry, ReadProcFunction? own, Address page, Address buffer, long length, long position, Site site)
    {
        long done = 0;
        var locals = kernel.Current.LocalArray(5);
        new ReadProcArguments(locals, 0, 0).Clear();
        while (length > 0 && !new ReadProcArguments(locals, 0, 0).Eof)
        {
            int count = (int)Math.Min(ReadPages.PageSize - 1024, length);
            var arguments = new ReadProcArguments(locals, position, count) { Start = Address.Null };
            int n = own is null ? await CallReadProc(kernel, entry, page, arguments) : await own(page, arguments);
            if (n <= 0)
            {
                done = n < 0 && done == 0 ? n : done;
                break;
            }

            var given = Convention(kernel, page, arguments.Start, n, position, count);
            if (given.Count <= 0)
            {
                break;
            }

            n = given.Count - await kernel.UserAccess.CopyToUser(buffer, given.From, given.Count, site);
            if (n == 0)
            {
                done = done == 0 ? -Errno.EFAULT : done;
                break;
            }

            position += given.IsSmall ? arguments.Start.Value : n;
            length -= n;
            buffer += n;
            done += n;
        }

        return (done, position);
    }

    /// <summary>read_proc of the entry as it is now: what it returns; 0 if there is none.</summary>
    private static async KTask<int> CallReadProc(LinuxKernel kernel, ProcDirEntry entry, Address page, ReadProcArguments arguments)
    {
        var function = new Address((int)await entry.ReadProc.Load(function: "Read"));
        if (function.IsNull)
        {
            return 0;
        }

        if (entry.IsLong)
        {
            arguments = arguments.With(new Address((int)await entry.Data.Load(function: "Read")));
        }

        long before = await kernel.EnterModule(function, caller: "Read");
        int n = await ((ReadProcFunction)kernel.Text.Resolve(function).Code)(page, arguments);
        await kernel.LeaveModule(function, before, n, caller: "Read");
        return n;
    }

    /// <summary>What *start says of the n bytes: where they are, and how many of them the reader gets.</summary>
    private static (int Count, Address From, bool IsSmall) Convention(LinuxKernel kernel, Address page, Address start, int n, long position, int count)
    {
        if (start.IsNull)
        {
            if (n > ReadPages.PageSize)
            {
                kernel.Log.Append("<3>proc_file_read: Apparent buffer overflow!\n");
                n = ReadPages.PageSize;
            }

            return (Math.Min(n - (int)position, count), page + (int)position, false);
        }

        if (!IsBelow(kernel, start, page))
        {
            return (Math.Min(n, count), start, false);
        }

        // A number of bytes by which the position advances, and the text is in the page.
        if (n > count)
        {
            kernel.Log.Append("<4>proc_file_read: Read count exceeded\n");
        }

        return (n, page, true);
    }

    private static bool IsBelow(LinuxKernel kernel, Address start, Address page)
        => kernel.Computer.Memory.RegionNear(start) is { Kind: RegionKind.ModuleData }
            ? kernel.Profile.ModulesBelowLowmem
            : start.Value < page.Value;

    private static Site Here(string function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new(file, line, function);
}
