using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// procfs3.c of the Linux Kernel Module Programming Guide for 2.6 (chapter 5.3, "Manage /proc file with standard
/// filesystem"), as printed: a buffer behind a file with operations and a permission hook of its own.
/// </summary>
/// <remarks>The corrected twin is <see cref="Procfs3Fixed"/>. What is wrong with this one: PF3-1 to PF3-13.</remarks>
public class Procfs3 : KernelModule
{
    /// <summary>The name of the file in /proc.</summary>
    public const string ProcEntryFilename = "buffer2k";

    private const int ProcfsMaxSize = 2048;

    private readonly SharedBytes _procfsBuffer;
    private readonly Shared<long> _procfsBufferSize;
    private readonly Shared<long> _ourProcFile;
    private readonly Shared<int> _finished;
    private readonly FileOperations _fileOps;
    private readonly InodeOperations _inodeOps;

    /// <summary>The module, not loaded yet.</summary>
    public Procfs3(LinuxKernel kernel)
        : base(kernel, "procfs3")
    {
        _procfsBuffer = Chars("procfs_buffer", ProcfsMaxSize);
        _procfsBufferSize = Variable<long>("procfs_buffer_size");
        _ourProcFile = Pointer("Our_Proc_File");
        _finished = Variable<int>("finished");
        _fileOps = FileOperations("File_Ops_4_Our_Proc_File", ProcfsOpen, ProcfsClose, ProcfsRead, ProcfsWrite);
        _inodeOps = InodeOperations("Inode_Ops_4_Our_Proc_File", ModulePermission);
    }

    /// <summary>procfs_read: all of the buffer, and 0 every second time, to mean the end of the file.</summary>
    public async KTask<long> ProcfsRead(OpenFile filp, Address buffer, long length, LocalLong offset)
    {
        if (await _finished.Load() != 0)
        {
            Printk(KernLevel.Info, "procfs_read: END\n");
            await _finished.Store(0);
            return 0;
        }

        await _finished.Store(1);

        if (await CopyToUser(buffer, _procfsBuffer, await _procfsBufferSize.Load()) != 0)
        {
            return -Errno.EFAULT;
        }

        Printk(KernLevel.Info, $"procfs_read: read {await _procfsBufferSize.Load()} bytes\n");
        return await _procfsBufferSize.Load();
    }

    /// <summary>procfs_write: replaces what the buffer holds.</summary>
    public async KTask<long> ProcfsWrite(OpenFile file, Address buffer, long len, LocalLong off)
    {
        long size = len > ProcfsMaxSize ? ProcfsMaxSize : len;
        await _procfsBufferSize.Store(size);

        if (await CopyFromUser(_procfsBuffer, buffer, await LoadAgain(_procfsBufferSize, size)) != 0)
        {
            return -Errno.EFAULT;
        }

        Printk(KernLevel.Info, $"procfs_write: write {await _procfsBufferSize.Load()} bytes\n");
        return await _procfsBufferSize.Load();
    }

    /// <summary>module_permission: everybody may read, root may write; asked for both at once it says no.</summary>
    public KTask<int> ModulePermission(Inode inode, int op)
        => new(op == 4 || (op == 2 && Current.EffectiveUserId == 0) ? 0 : -Errno.EACCES);

    /// <summary>procfs_open: a reference to itself, whether or not it gets one.</summary>
    public async KTask<int> ProcfsOpen(Inode inode, OpenFile file)
    {
        await TryModuleGet(ThisModule);
        return 0;
    }

    /// <summary>procfs_close.</summary>
    public async KTask<int> ProcfsClose(Inode inode, OpenFile file)
    {
        await ModulePut(ThisModule);
        return 0;
    }

    /// <summary>The size is stored once, and the copy of the input goes on with it; what is printed and returned is loaded again after each call.</summary>
    public override CompiledTable? AsCompiled => new("gcc 12.2 -O2") { Reused = [new ReusedLoad("procfs_write", "procfs_buffer_size")] };

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = HasProcCreate
            ? await ProcCreate(ProcEntryFilename, 0x1a4, _fileOps, _inodeOps.Address)
            : await CreateProcEntry(ProcEntryFilename, 0x1a4);
        await _ourProcFile.Store(entry.Address.Value);
        if (entry.IsNull)
        {
            Printk(KernLevel.Alert, "Error: Could not initialize /proc/buffer2k\n");
            return -Errno.ENOMEM;
        }

        if (HasProcCreate)
        {
            Printk(KernLevel.Info, "/proc/buffer2k created\n");
            return 0;
        }

        await entry.Owner.Store(ThisModule.Value);
        await entry.ProcIops.Store(_inodeOps.Address.Value);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        await entry.Mode.Store(0x81a4);
        await entry.Uid.Store(0);
        await entry.Gid.Store(0);
        await entry.FileSize.Store(80);
        Printk(KernLevel.Info, "/proc/buffer2k created\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(ProcEntryFilename);
        Printk(KernLevel.Info, "/proc/buffer2k removed\n");
    }
}
