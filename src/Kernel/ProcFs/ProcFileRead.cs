using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// read_proc: writes to the page, or says with <see cref="ReadProcArguments.Start"/> where its text is. The number of
/// bytes, or a negative errno.
/// </summary>
public delegate KTask<int> ReadProcFunction(Address page, ReadProcArguments arguments);

/// <summary>What goes with the page: C's <c>char **start, off_t offset, int count, int *eof</c>, local variables of proc_file_read.</summary>
public readonly struct ReadProcArguments
{
    private readonly LocalBytes _locals;

    internal ReadProcArguments(LocalBytes locals, long offset, int count)
    {
        _locals = locals;
        Offset = offset;
        Count = count;
    }

    /// <summary>How far the reader has come.</summary>
    public long Offset { get; }

    /// <summary>How many bytes are wanted.</summary>
    public int Count { get; }

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
/// (<see cref="KernelProfile.ModulesBelowLowmem"/>) that goes wrong. A page has 4096 bytes; only its beginning is there.
/// </remarks>
internal static class ProcFileRead
{
    private const int PageSize = 4096;
    private const int PageThere = 192;

    internal static async KTask<long> Read(LinuxKernel kernel, OpenFile file, Address buffer, long length)
    {
        var entry = new ProcDirEntry(kernel, new Inode(kernel, file.Inode).ProcEntry);
        long position = await file.Position.Load();
        var site = Here("proc_file_read");
        kernel.Computer.Announce(Operation.Allocate, Address.Null, site);
        var page = new Address((int)await new Step<GetPageBody>(kernel.Computer, new GetPageBody()));
        if (page.IsNull)
        {
            return -Errno.ENOMEM;
        }

        long done = 0;
        var locals = kernel.Current.LocalArray(5);
        new ReadProcArguments(locals, 0, 0).Clear();
        while (length > 0 && !new ReadProcArguments(locals, 0, 0).Eof)
        {
            int count = (int)Math.Min(PageSize - 1024, length);
            var arguments = new ReadProcArguments(locals, position, count) { Start = Address.Null };
            var function = new Address((int)await entry.ReadProc.Load());
            if (function.IsNull)
            {
                break;
            }

            long before = await kernel.EnterModule(function);
            int n = await ((ReadProcFunction)kernel.Text.Resolve(function).Code)(page, arguments);
            await kernel.LeaveModule(function, before, n);
            if (n <= 0)
            {
                done = n < 0 && done == 0 ? n : done;
                break;
            }

            var start = arguments.Start;
            bool isSmall = !start.IsNull && IsBelow(kernel, start, page);
            if (start.IsNull)
            {
                if (n > PageSize)
                {
                    kernel.Log.Append("<3>proc_file_read: Apparent buffer overflow!\n");
                    n = PageSize;
                }

                n -= (int)position;
                if (n <= 0)
                {
                    break;
                }

                n = Math.Min(n, count);
                start = page + (int)position;
            }
            else if (isSmall)
            {
                // A number of bytes by which the position advances, and the text is in the page.
                if (n > count)
                {
                    kernel.Log.Append("<4>proc_file_read: Read count exceeded\n");
                }
            }
            else
            {
                n = Math.Min(n, count);
            }

            n -= await kernel.UserAccess.CopyToUser(buffer, isSmall ? page : start, n, site);
            if (n == 0)
            {
                done = done == 0 ? -Errno.EFAULT : done;
                break;
            }

            position += isSmall ? start.Value : n;
            length -= n;
            buffer += n;
            done += n;
        }

        await file.Position.Store(position);
        kernel.Computer.Announce(Operation.Allocate, page, site, 8);
        await new Step<FreePageBody>(kernel.Computer, new FreePageBody(page));
        return done;
    }

    private static bool IsBelow(LinuxKernel kernel, Address start, Address page)
        => kernel.Computer.Memory.RegionNear(start) is { Kind: RegionKind.ModuleData }
            ? kernel.Profile.ModulesBelowLowmem
            : start.Value < page.Value;

    private static Site Here(string function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new(file, line, function);

    private readonly struct GetPageBody : IStepBody
    {
        public long Run(Computer computer)
        {
            var page = computer.AllocateHeap(PageThere, Shadow.Uninitialised);
            if (computer.NamesMatter && !page.IsNull)
            {
                computer.Memory.Label(page, PageThere, "page of proc_file_read");
                computer.Note("proc_file_read: __get_free_page");
            }

            return page.Value;
        }
    }

    private readonly struct FreePageBody(Address page) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording)
            {
                computer.Note("proc_file_read: free_page");
            }

            computer.Memory.SetShadow(page, PageThere, Shadow.Freed);
            return 0;
        }
    }
}
