using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected twin of <see cref="ModernProcfs3"/>: the same file, and a text stays what its writer made it.</summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back.
/// </remarks>
public class ModernProcfs3Fixed : KernelModule
{
    private readonly FileOperations _fileOps;
    private readonly Shared<long> _ourProcFile;
    private readonly KernelSemaphore _mutex;

    /// <summary>The module, not loaded yet.</summary>
    public ModernProcfs3Fixed(LinuxKernel kernel)
        : this(kernel, ModernProcfs3.ModuleName)
    {
    }

    /// <summary>The same module under another name, as one that has the same file.</summary>
    public ModernProcfs3Fixed(LinuxKernel kernel, string name)
        : base(kernel, name)
    {
        _ourProcFile = Pointer("our_proc_file");
        Buffer = Chars("procfs_buffer", ModernProcfs3.ProcfsMaxSize);
        Size = Variable<long>("procfs_buffer_size");
        _mutex = DeclareMutex("procfs_mutex");
        _fileOps = ProcOps("file_ops_4_our_proc_file", ProcfsOpen, ProcfsClose, ProcfsRead, ProcfsWrite);
    }

    /// <summary>The text, under the mutex.</summary>
    protected SharedBytes Buffer { get; }

    /// <summary>Its length, under the mutex.</summary>
    protected Shared<long> Size { get; }

    /// <summary>procfs_read: the text from the reader's own position on, as much as is wanted.</summary>
    public async KTask<long> ProcfsRead(OpenFile filp, Address buffer, long length, LocalLong offset)
    {
        if (await Lock(nameof(ProcfsRead)) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        int at = PlaceOf(offset, length);
        int count = at < 0 ? 0 : (int)await LengthToGive(await Size.Load() - at, length);
        int left = count > 0 ? await CopyToUser(buffer, Buffer.Address + at, count) : 0;
        await Unlock(nameof(ProcfsRead));
        if (left != 0)
        {
            return -Errno.EFAULT;
        }

        offset.Value += Math.Max(count, 0);
        return count <= 0 ? 0 : await ReadResult(count);
    }

    /// <summary>procfs_write: the text is fetched first and then put in place as a whole, with its length.</summary>
    public async KTask<long> ProcfsWrite(OpenFile file, Address buffer, long len, LocalLong off)
    {
        int count = (int)Math.Min(ModernProcfs3.ProcfsMaxSize, len);
        await AnnounceLength(count);
        var text = await Kmalloc(Math.Max(count, 1));
        if (text.IsNull)
        {
            return -Errno.ENOMEM;
        }

        bool isFault = await CopyFromUser(text, buffer, count) != 0;
        if (isFault || await Lock(nameof(ProcfsWrite)) != 0)
        {
            await Kfree(text, Math.Max(count, 1));
            return isFault ? -Errno.EFAULT : -Errno.ERESTARTSYS;
        }

        await Memcpy(Buffer.Address, text, count);
        await Size.Store(count);
        await Unlock(nameof(ProcfsWrite));
        await Kfree(text, Math.Max(count, 1));
        off.Value += count;
        return await WriteResult(count);
    }

    /// <summary>procfs_open. Fix of MP3-8 and MP3-9: procfs keeps the module while it is called, and it needs no reference to itself.</summary>
    public virtual KTask<int> ProcfsOpen(Inode inode, OpenFile file) => new(0);

    /// <summary>procfs_close: the other half of it.</summary>
    public virtual KTask<int> ProcfsClose(Inode inode, OpenFile file) => new(0);

    /// <summary>Calls stand between its loads and stores: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = await ProcCreate(ModernProcfs3.ProcfsEntryFilename, 0x1a4, _fileOps);
        await _ourProcFile.Store(entry.Address.Value);
        if (entry.IsNull)
        {
            await OnRefusal();
            return -Errno.ENOMEM;
        }

        await ProcSetSize(entry, 80);
        await ProcSetUser(entry, 0, 0);
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule() => await ProcRemove(new Address((int)await _ourProcFile.Load()));

    /// <summary>Fix of MP3-1 and MP3-2: how much is given is this reader's own affair.</summary>
    protected virtual KTask<long> LengthToGive(long rest, long length) => new(Math.Min(rest, length));

    /// <summary>Fix of MP3-3: so is what the call returns.</summary>
    protected virtual KTask<long> ReadResult(int count) => new(count);

    /// <summary>Fix of MP3-4: and what a write returns is the writer's.</summary>
    protected virtual KTask<long> WriteResult(int count) => new(count);

    /// <summary>Fix of MP3-5: nobody is told of a length before the bytes are there.</summary>
    protected virtual KTask AnnounceLength(int count) => KTask.Completed;

    /// <summary>Fix of MP3-6: a text is put in place as a whole and taken as a whole. 0, or a signal ended the wait.</summary>
    protected virtual KTask<int> Lock(string function) => _mutex.DownInterruptible(function: function);

    /// <summary>The other half of it.</summary>
    protected virtual async KTask Unlock(string function) => await _mutex.Up(function: function);

    /// <summary>Fix of MP3-7: a reader goes on where it is in the file, and at the end it stays at the end.</summary>
    protected virtual int PlaceOf(LocalLong offset, long length) => (int)offset.Value;

    /// <summary>Fix of MP3-10: an entry that was not made is not removed either.</summary>
    protected virtual KTask OnRefusal() => KTask.Completed;
}
