using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>What procfs2.c and its corrected twin have in common: names, variables, and how their functions are reached.</summary>
public abstract class Procfs2Module : KernelModule
{
    /// <summary>The name of the file in /proc.</summary>
    public const string ProcfsName = "buffer1k";

    /// <summary>The most that the file keeps: PROCFS_MAX_SIZE.</summary>
    public const int MaxSize = 1024;

    /// <summary>The module, not loaded yet.</summary>
    protected Procfs2Module(LinuxKernel kernel)
        : base(kernel, "procfs2")
    {
        Buffer = Chars("procfs_buffer", MaxSize);
        Size = Variable<long>("procfs_buffer_size");
        ReadProc = ReadProcFunction(ProcfileRead, wholePage: true);
        WriteProc = WriteProcFunction(ProcfileWrite);
        FileOps = FileOperations("File_Ops_4_Our_Proc_File", read: ProcfileReadFile, write: ProcfileWriteFile);
    }

    /// <summary>procfs_buffer.</summary>
    protected SharedBytes Buffer { get; }

    /// <summary>procfs_buffer_size.</summary>
    protected Shared<long> Size { get; }

    /// <summary>C's <c>procfile_read</c>, as a pointer.</summary>
    protected Address ReadProc { get; }

    /// <summary>C's <c>procfile_write</c>, as a pointer.</summary>
    protected Address WriteProc { get; }

    /// <summary>The same functions as -&gt;read and -&gt;write.</summary>
    protected FileOperations FileOps { get; }

    /// <summary>procfile_read.</summary>
    public abstract KTask<int> ProcfileRead(Address buffer, ReadProcArguments arguments);

    /// <summary>procfile_write.</summary>
    public abstract KTask<int> ProcfileWrite(OpenFile file, Address buffer, long count, Address data);

    /// <summary>procfile_read as -&gt;read, where the kernel has no read_proc.</summary>
    public KTask<long> ProcfileReadFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => ReadThroughPage(ProcfileRead, buffer, length, offset);

    /// <summary>procfile_write as -&gt;write, where the kernel has no write_proc.</summary>
    public async KTask<long> ProcfileWriteFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => await ProcfileWrite(file, buffer, length, Address.Null);

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(ProcfsName);
        Printk(KernLevel.Info, $"/proc/{ProcfsName} removed\n");
    }
}
