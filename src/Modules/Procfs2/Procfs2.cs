using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// procfs2.c of the Linux Kernel Module Programming Guide (chapter 5.2, "Read and Write a /proc File"), as printed: a file
/// in /proc that keeps what is written to it, up to 1024 bytes.
/// </summary>
/// <remarks>The corrected twin is <see cref="Procfs2Fixed"/>. What is wrong with this one: PF2-1 to PF2-11.</remarks>
public class Procfs2 : Procfs2Module
{
    private readonly Shared<long> _ourProcFile;

    /// <summary>The module, not loaded yet.</summary>
    public Procfs2(LinuxKernel kernel)
        : base(kernel)
        => _ourProcFile = Pointer("Our_Proc_File");

    /// <summary>procfile_read: all that is kept at offset 0, the end of the file behind it.</summary>
    public override async KTask<int> ProcfileRead(Address buffer, ReadProcArguments arguments)
    {
        Printk(KernLevel.Info, $"procfile_read (/proc/{ProcfsName}) called\n");
        if (arguments.Offset > 0)
        {
            return 0;
        }

        long size = await Size.Load();
        await Memcpy(buffer, Buffer.Address, (int)size);
        return (int)await LoadAgain(Size, size);
    }

    /// <summary>procfile_write: how much, and then what.</summary>
    public override async KTask<int> ProcfileWrite(OpenFile file, Address buffer, long count, Address data)
    {
        long size = await StoreClamped(Size, count, MaxSize);

        size = await LoadAgain(Size, size);
        if (await CopyFromUser(Buffer, buffer, size) != 0)
        {
            return -Errno.EFAULT;
        }

        return (int)await Size.Load();
    }

    /// <summary>
    /// One store of the clamped size, which the copy has in a register; the result is read again, for copy_from_user could
    /// have come back here.
    /// </summary>
    public override CompiledTable? AsCompiled => new CompiledTable("gcc 12.2 -O2")
    {
        Clamped = [new("procfile_write", "procfs_buffer_size")],
        Reused = [new("procfile_write", "procfs_buffer_size"), new("procfile_read", "procfs_buffer_size")],
    };

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = HasProcCreate ? await ProcCreate(ProcfsName, 0x1a4, FileOps) : await CreateProcEntry(ProcfsName, 0x1a4);
        await _ourProcFile.Store(entry.Address.Value);
        if (entry.IsNull)
        {
            await RemoveProcEntry(ProcfsName);
            Printk(KernLevel.Alert, $"Error: Could not initialize /proc/{ProcfsName}\n");
            return -Errno.ENOMEM;
        }

        if (!HasProcCreate)
        {
            await entry.ReadProc.Store(ReadProc.Value);
            await entry.WriteProc.Store(WriteProc.Value);
            await entry.Owner.Store(ThisModule.Value);
            await entry.Mode.Store(0x8124);
            await entry.Uid.Store(0);
            await entry.Gid.Store(0);
            await entry.FileSize.Store(37);
        }

        Printk(KernLevel.Info, $"/proc/{ProcfsName} created\n");
        return 0;
    }
}
