using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// procfs3.c of the present Linux Kernel Module Programming Guide (chapter 7, "Manage /proc file with standard
/// filesystem"), as printed: a file in /proc that gives back what was written to it.
/// </summary>
/// <remarks>
/// The corrected twin is <see cref="ModernProcfs3Fixed"/>. What is wrong with this one: MP3-1 to MP3-10. pr_debug prints
/// nothing.
/// </remarks>
public sealed class ModernProcfs3 : KernelModule
{
    /// <summary>The module's name.</summary>
    public const string ModuleName = "modern_procfs3";

    /// <summary>The name of the file in /proc.</summary>
    public const string ProcfsEntryFilename = "buffer2k";

    /// <summary>PROCFS_MAX_SIZE: how much can be kept.</summary>
    public const int ProcfsMaxSize = 2048;

    private readonly FileOperations _fileOps;
    private readonly Shared<long> _ourProcFile;
    private readonly SharedBytes _procfsBuffer;
    private readonly Shared<long> _procfsBufferSize;

    /// <summary>The module, not loaded yet, under its own name or another one.</summary>
    public ModernProcfs3(LinuxKernel kernel, string name = ModuleName)
        : base(kernel, name)
    {
        _ourProcFile = Pointer("our_proc_file");
        _procfsBuffer = Chars("procfs_buffer", ProcfsMaxSize);
        _procfsBufferSize = Variable<long>("procfs_buffer_size");
        _fileOps = ProcOps("file_ops_4_our_proc_file", ProcfsOpen, ProcfsClose, ProcfsRead, ProcfsWrite);
    }

    /// <summary>procfs_read: the text to whoever has not had it yet; the size becomes what was asked for.</summary>
    public async KTask<long> ProcfsRead(OpenFile filp, Address buffer, long length, LocalLong offset)
    {
        long size = 0;
        if (offset.Value != 0 || (size = await _procfsBufferSize.Load()) == 0)
        {
            offset.Value = 0;
            return 0;
        }

        long least = Math.Min(await LoadAgain(_procfsBufferSize, size), length);
        await _procfsBufferSize.Store(least);
        if (await CopyToUser(buffer, _procfsBuffer, await LoadAgain(_procfsBufferSize, least)) != 0)
        {
            return -Errno.EFAULT;
        }

        long copied = await _procfsBufferSize.Load();
        offset.Value += copied;
        return await LoadAgain(_procfsBufferSize, copied);
    }

    /// <summary>procfs_write: the size, then the bytes.</summary>
    public async KTask<long> ProcfsWrite(OpenFile file, Address buffer, long len, LocalLong off)
    {
        long least = Math.Min(ProcfsMaxSize, len);
        await _procfsBufferSize.Store(least);
        if (await CopyFromUser(_procfsBuffer, buffer, await LoadAgain(_procfsBufferSize, least)) != 0)
        {
            return -Errno.EFAULT;
        }

        long copied = await _procfsBufferSize.Load();
        off.Value += copied;
        return await LoadAgain(_procfsBufferSize, copied);
    }

    /// <summary>procfs_open: takes a reference to the module, and does not look whether it got one.</summary>
    public async KTask<int> ProcfsOpen(Inode inode, OpenFile file)
    {
        await TryModuleGet(ThisModule);
        return 0;
    }

    /// <summary>procfs_close: gives one back.</summary>
    public async KTask<int> ProcfsClose(Inode inode, OpenFile file)
    {
        await ModulePut(ThisModule);
        return 0;
    }

    /// <summary>
    /// A function loads the size once before the copy and once after it; what is copied is in a register.
    /// </summary>
    public override CompiledTable? AsCompiled => new("gcc 12.2 -O2")
    {
        Reused = [new ReusedLoad("procfs_read", "procfs_buffer_size"), new ReusedLoad("procfs_write", "procfs_buffer_size")],
    };

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = await ProcCreate(ProcfsEntryFilename, 0x1a4, _fileOps);
        await _ourProcFile.Store(entry.Address.Value);
        if (entry.IsNull)
        {
            await RemoveProcEntry(ProcfsEntryFilename);
            return -Errno.ENOMEM;
        }

        await ProcSetSize(entry, 80);
        await ProcSetUser(entry, 0, 0);
        return 0;
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => RemoveProcEntry(ProcfsEntryFilename);
}
