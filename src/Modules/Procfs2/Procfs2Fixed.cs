using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected twin of <see cref="Procfs2"/>: the same file, and each reader gets a text that somebody wrote.</summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back. The fix of PF2-9 and PF2-10 is the kernel's proc_create, that of PF2-11 its pde_users.
/// </remarks>
public class Procfs2Fixed : Procfs2Module
{
    private readonly KernelSemaphore _mutex;

    /// <summary>The module, not loaded yet.</summary>
    public Procfs2Fixed(LinuxKernel kernel)
        : base(kernel)
        => _mutex = DeclareMutex("procfs_mutex");

    /// <summary>procfile_read: what is kept, taken as a whole, as long as the offset leaves something of it.</summary>
    public override async KTask<int> ProcfileRead(Address buffer, ReadProcArguments arguments)
    {
        if (await LockText(nameof(ProcfileRead)) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        long size = await Size.Load();
        await Memcpy(buffer, Buffer.Address, (int)size);
        int length = await LengthCopied((int)size);
        await UnlockText(nameof(ProcfileRead));

        // One answer to one read: the kernel need not ask again.
        arguments.Eof = true;
        return RestOf(length, arguments.Offset) > 0 ? length : 0;
    }

    /// <summary>procfile_write: the text is fetched first and then put in place as a whole.</summary>
    public override async KTask<int> ProcfileWrite(OpenFile file, Address buffer, long count, Address data)
    {
        int length = await Clamp(count);
        var text = await Kmalloc(Math.Max(length, 1));
        if (text.IsNull)
        {
            return -Errno.ENOMEM;
        }

        int result = await CopyFromUser(text, buffer, length) != 0 ? -Errno.EFAULT : await Keep(text, length);
        await Kfree(text, Math.Max(length, 1));
        return result < 0 ? result : await Result(length);
    }

    /// <summary>Calls stand between its accesses to one variable: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        if (HasProcCreate)
        {
            return (await ProcCreate(ProcfsName, 0x1a4, FileOps)).IsNull ? -Errno.ENOMEM : 0;
        }

        var entry = await CreateProcEntry(ProcfsName, 0x1a4);
        if (entry.IsNull)
        {
            return -Errno.ENOMEM;
        }

        await entry.ReadProc.Store(ReadProc.Value);
        await entry.WriteProc.Store(WriteProc.Value);
        if (!HasPdeUsers)
        {
            await entry.Owner.Store(ThisModule.Value);
        }

        return 0;
    }

    /// <summary>Fix of PF2-1 and PF2-2: the length is clamped where nobody else sees it.</summary>
    protected virtual KTask<int> Clamp(long count) => new((int)Math.Min(count, MaxSize));

    /// <summary>Fix of PF2-3: what a write returns is its own length.</summary>
    protected virtual KTask<int> Result(int length) => new(length);

    /// <summary>Fix of PF2-4: the text is there before its length says so. 0, or a negative errno.</summary>
    protected virtual async KTask<int> Keep(Address text, int length)
    {
        if (await LockText(nameof(ProcfileWrite)) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        await Memcpy(Buffer.Address, text, length, function: nameof(ProcfileWrite));
        await Size.Store(length, function: nameof(ProcfileWrite));
        await UnlockText(nameof(ProcfileWrite));
        return 0;
    }

    /// <summary>Fix of PF2-5 and PF2-6: a text is put in place as a whole and taken as a whole. 0, or a signal ended the wait.</summary>
    protected virtual KTask<int> LockText(string function) => _mutex.DownInterruptible(function: function);

    /// <summary>The other half of it.</summary>
    protected virtual async KTask UnlockText(string function) => await _mutex.Up(function: function);

    /// <summary>Fix of PF2-7: what a read returns is the length that it copied.</summary>
    protected virtual KTask<int> LengthCopied(int size) => new(size);

    /// <summary>Fix of PF2-8: how much there still is behind an offset.</summary>
    protected virtual long RestOf(int length, long offset) => length - offset;
}
