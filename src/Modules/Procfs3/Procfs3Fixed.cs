using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected twin of <see cref="Procfs3"/>: same file, and every reader gets one text, whole, and then its end.</summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back. The fix of PF3-9 is what is not there: the module takes no reference to itself, the owner of the /proc entry pins
/// it while its inode lives.
/// </remarks>
public class Procfs3Fixed : KernelModule
{
    private const int ProcfsMaxSize = 2048;

    private readonly KernelSemaphore _mutex;
    private readonly FileOperations _fileOps;
    private readonly InodeOperations _inodeOps;

    /// <summary>The module, not loaded yet.</summary>
    public Procfs3Fixed(LinuxKernel kernel)
        : base(kernel, "procfs3")
    {
        Buffer = Chars("procfs_buffer", ProcfsMaxSize);
        BufferSize = Variable<long>("procfs_buffer_size");
        _mutex = DeclareMutex("procfs_mutex");
        _fileOps = FileOperations("File_Ops_4_Our_Proc_File", ProcfsOpen, ProcfsClose, ProcfsRead, ProcfsWrite);
        _inodeOps = InodeOperations("Inode_Ops_4_Our_Proc_File", ModulePermission);
    }

    /// <summary>What was written last. Under procfs_mutex.</summary>
    protected SharedBytes Buffer { get; }

    /// <summary>How long it is. Under procfs_mutex.</summary>
    protected Shared<long> BufferSize { get; }

    /// <summary>procfs_read: the text from the reader's own position on, as much of it as was asked for.</summary>
    public async KTask<long> ProcfsRead(OpenFile filp, Address buffer, long length, LocalLong offset)
    {
        if (await LockBuffer(nameof(ProcfsRead)) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        long size = await BufferSize.Load();
        long at = await ReadFrom(offset, size);
        long count = Limit(size - at, length);
        int left = await CopyToUser(buffer, Buffer.Address + (int)at, (int)count);
        await UnlockBuffer(nameof(ProcfsRead));
        long result = left != 0 ? -Errno.EFAULT : await ReadLength(count);
        await Advance(offset, result);
        return result;
    }

    /// <summary>procfs_write: fetches the input, and then puts it in place as a whole.</summary>
    public async KTask<long> ProcfsWrite(OpenFile file, Address buffer, long len, LocalLong off)
    {
        int count = (int)Math.Min(len, ProcfsMaxSize);
        return await FetchFirst(buffer, count);
    }

    /// <summary>procfs_open: nothing to do, the owner is pinned already.</summary>
    public virtual KTask<int> ProcfsOpen(Inode inode, OpenFile file) => new(0);

    /// <summary>procfs_close.</summary>
    public virtual KTask<int> ProcfsClose(Inode inode, OpenFile file) => new(0);

    /// <summary>module_permission, with the fix of PF3-10: reading for everybody, writing for root, both for root.</summary>
    public virtual KTask<int> ModulePermission(Inode inode, int op)
        => new((op & 2) == 0 || Current.EffectiveUserId == 0 ? 0 : -Errno.EACCES);

    /// <summary>Calls and locks stand between its accesses: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = HasProcCreate
            ? await ProcCreate(Procfs3.ProcEntryFilename, 0x1a4, _fileOps, _inodeOps.Address)
            : await CreateProcEntry(Procfs3.ProcEntryFilename, 0x1a4);
        if (entry.IsNull)
        {
            return -Errno.ENOMEM;
        }

        if (HasProcCreate)
        {
            Printk(KernLevel.Info, "/proc/buffer2k created\n");
            return 0;
        }

        // The hook says what the mode says. What counts callers needs no owner, and would not count one inside a hook.
        if (!HasPdeUsers)
        {
            await entry.Owner.Store(ThisModule.Value);
            await entry.ProcIops.Store(_inodeOps.Address.Value);
        }

        await entry.ProcFops.Store(_fileOps.Address.Value);
        await entry.Mode.Store(0x81a4);
        await entry.FileSize.Store(80);
        Printk(KernLevel.Info, "/proc/buffer2k created\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(Procfs3.ProcEntryFilename);
        Printk(KernLevel.Info, "/proc/buffer2k removed\n");
    }

    /// <summary>Fix of PF3-1, PF3-2 and PF3-3: where a reader goes on is its own file position, and nothing that others share.</summary>
    protected virtual KTask<long> ReadFrom(LocalLong offset, long size) => new(Math.Min(offset.Value, size));

    /// <summary>The other half of it: the position goes on by what was given.</summary>
    protected virtual KTask Advance(LocalLong offset, long given)
    {
        offset.Add(Math.Max(given, 0));
        return KTask.Completed;
    }

    /// <summary>Fix of PF3-4: no more than the reader asked for.</summary>
    protected virtual long Limit(long rest, long length) => Math.Min(rest, length);

    /// <summary>Fix of PF3-5: what a read returns is what it has copied.</summary>
    protected virtual KTask<long> ReadLength(long copied) => new(copied);

    /// <summary>Fix of PF3-6: what a write returns is what it has stored.</summary>
    protected virtual KTask<long> WrittenLength(long stored) => new(stored);

    /// <summary>Fix of PF3-7: a text is published once it is here, with its length.</summary>
    protected virtual async KTask<long> FetchFirst(Address from, int count)
    {
        var input = await Kmalloc(Math.Max(count, 1), function: nameof(ProcfsWrite));
        if (input.IsNull)
        {
            return -Errno.ENOMEM;
        }

        long result = await CopyFromUser(input, from, count, function: nameof(ProcfsWrite)) != 0 ? -Errno.EFAULT : await Publish(input, count);
        await Kfree(input, Math.Max(count, 1), function: nameof(ProcfsWrite));
        return result;
    }

    /// <summary>Fix of PF3-8: a text is put in place as a whole and taken as a whole. 0, or a signal ended the wait.</summary>
    protected virtual KTask<int> LockBuffer(string function) => _mutex.DownInterruptible(function: function);

    /// <summary>The other half of it.</summary>
    protected virtual async KTask UnlockBuffer(string function) => await _mutex.Up(function: function);

    private async KTask<long> Publish(Address input, int count)
    {
        if (await LockBuffer(nameof(ProcfsWrite)) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        await Memcpy(Buffer.Address, input, count, function: nameof(ProcfsWrite));
        await BufferSize.Store(count, function: nameof(ProcfsWrite));
        await UnlockBuffer(nameof(ProcfsWrite));
        return await WrittenLength(count);
    }
}
