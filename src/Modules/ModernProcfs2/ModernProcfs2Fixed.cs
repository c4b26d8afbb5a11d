using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="ModernProcfs2"/>: the file keeps what is written to it, and a read gives that.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back. A write at the beginning of the file replaces the text, one further on goes on with it.
/// </remarks>
public class ModernProcfs2Fixed : KernelModule, IStoredText
{
    private readonly FileOperations _procFileFops;
    private readonly Shared<long> _ourProcFile;
    private readonly KernelSemaphore _mutex;

    /// <summary>The module, not loaded yet.</summary>
    public ModernProcfs2Fixed(LinuxKernel kernel, string name = ModernProcfs2.ModuleName)
        : this(kernel, ModernProcfs2.ProcfsMaxSize + 1, name)
    {
    }

    /// <summary>The module with an array of <paramref name="room"/> bytes. Fix of MP2-3: there is one for the NUL behind the longest text.</summary>
    protected ModernProcfs2Fixed(LinuxKernel kernel, int room, string name = ModernProcfs2.ModuleName)
        : base(kernel, name)
    {
        _ourProcFile = Pointer("our_proc_file");
        Buffer = Chars("procfs_buffer", room);
        Size = Variable<long>("procfs_buffer_size");
        _mutex = DeclareMutex("procfs_mutex");
        _procFileFops = ProcOps("proc_file_fops", procRead: ProcfileRead, procWrite: ProcfileWrite);
    }

    /// <inheritdoc/>
    public long StoredSize => Size.Inspect();

    /// <summary>The text, under the mutex.</summary>
    protected SharedBytes Buffer { get; }

    /// <summary>Its length, under the mutex.</summary>
    protected Shared<long> Size { get; }

    /// <inheritdoc/>
    public char StoredAt(int index) => (char)new Shared<byte>(Kernel.Computer, Buffer.Address + index).Inspect();

    /// <summary>procfile_read: fix of MP2-9, it is what was written that is read.</summary>
    public virtual async KTask<long> ProcfileRead(OpenFile filePointer, Address buffer, long bufferLength, LocalLong offset)
    {
        if (await Lock(nameof(ProcfileRead)) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        int count = (int)Math.Min(await Size.Load() - offset.Value, bufferLength);
        int left = count > 0 ? await CopyToUser(buffer, Buffer.Address + (int)offset.Value, count) : 0;
        await Unlock(nameof(ProcfileRead));
        if (left != 0)
        {
            return -Errno.EFAULT;
        }

        offset.Value += Math.Max(count, 0);
        return Math.Max(count, 0);
    }

    /// <summary>procfile_write: the text is fetched first and then put in place as a whole.</summary>
    public async KTask<long> ProcfileWrite(OpenFile file, Address buff, long len, LocalLong off)
    {
        int at = PlaceOf(off);
        int count = await LengthToCopy(len, ModernProcfs2.ProcfsMaxSize - at);
        if (count <= 0)
        {
            return len == 0 ? 0 : -Errno.ENOSPC;
        }

        var text = await Fetch(buff, count);
        if (text.IsNull)
        {
            return -Errno.EFAULT;
        }

        if (await Lock(nameof(ProcfileWrite)) != 0)
        {
            await Kfree(text, count + 1);
            return -Errno.ERESTARTSYS;
        }

        int end = at + count;
        await Memcpy(Buffer.Address + at, text, count);
        await Size.Store(end);
        await Buffer.Store(await EndOfText(end), 0);
        await Unlock(nameof(ProcfileWrite));
        off.Value = end;
        await Print(new SharedBytes(Kernel.Computer, text, count + 1));
        await Kfree(text, count + 1);
        return await Result(count);
    }

    /// <summary>Calls stand between its loads and stores: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = await ProcCreate(ModernProcfs2.ProcfsName, 0x1a4, _procFileFops);
        await _ourProcFile.Store(entry.Address.Value);
        return entry.IsNull ? -Errno.ENOMEM : 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule() => await ProcRemove(new Address((int)await _ourProcFile.Load()));

    /// <summary>Fix of MP2-1: the length that is copied is this call's own.</summary>
    protected virtual KTask<int> LengthToCopy(long len, int room) => new((int)Math.Min(len, room));

    /// <summary>Fix of MP2-2: so is the place of the NUL.</summary>
    protected virtual KTask<int> EndOfText(int end) => new(end);

    /// <summary>Fix of MP2-5: so is the result.</summary>
    protected virtual KTask<long> Result(int count) => new(count);

    /// <summary>Fix of MP2-6: memdup_user_nul(): nothing of the module's is touched before all of the text is there. NULL after a fault.</summary>
    protected virtual async KTask<Address> Fetch(Address buff, int count)
    {
        var text = await Kmalloc(count + 1, function: nameof(ProcfileWrite));
        if (text.IsNull)
        {
            return text;
        }

        if (await CopyFromUser(text, buff, count, function: nameof(ProcfileWrite)) != 0)
        {
            await Kfree(text, count + 1, function: nameof(ProcfileWrite));
            return Address.Null;
        }

        await At<byte>(text + count).Store(0, function: nameof(ProcfileWrite));
        return text;
    }

    /// <summary>Fix of MP2-7: a text is put in place as a whole and taken as a whole. 0, or a signal ended the wait.</summary>
    protected virtual KTask<int> Lock(string function) => _mutex.DownInterruptible(function: function);

    /// <summary>The other half of it.</summary>
    protected virtual async KTask Unlock(string function) => await _mutex.Up(function: function);

    /// <summary>Fix of MP2-4 and MP2-8: what is printed is this call's own copy, which nobody changes.</summary>
    protected virtual KTask Print(SharedBytes text) => PrInfo("procfile write %s\n", text, function: nameof(ProcfileWrite));

    /// <summary>Fix of MP2-10: a text goes where the writer is in the file.</summary>
    protected virtual int PlaceOf(LocalLong off) => (int)Math.Min(off.Value, ModernProcfs2.ProcfsMaxSize);
}
