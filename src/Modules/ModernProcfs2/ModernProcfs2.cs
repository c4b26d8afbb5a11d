using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// procfs2.c of the present Linux Kernel Module Programming Guide (chapter 7, "Read and write a /proc file"), as printed: a
/// file in /proc that keeps what is written to it, and still says hello.
/// </summary>
/// <remarks>
/// The corrected twin is <see cref="ModernProcfs2Fixed"/>. What is wrong with this one: MP2-1 to MP2-10, and in its read
/// function MP1-1 to MP1-3.
/// </remarks>
public sealed class ModernProcfs2 : HelloWorldModule, IStoredText
{
    /// <summary>The module's name.</summary>
    public const string ModuleName = "modern_procfs2";

    /// <summary>The name of the file in /proc.</summary>
    public const string ProcfsName = "buffer1k";

    /// <summary>PROCFS_MAX_SIZE: how much can be kept.</summary>
    public const int ProcfsMaxSize = 1024;

    private readonly FileOperations _procFileFops;
    private readonly Shared<long> _ourProcFile;
    private readonly SharedBytes _procfsBuffer;
    private readonly Shared<long> _procfsBufferSize;

    /// <summary>The module, not loaded yet, under its own name or another one.</summary>
    public ModernProcfs2(LinuxKernel kernel, string name = ModuleName)
        : base(kernel, name, ProcfsName)
    {
        _ourProcFile = Pointer("our_proc_file");
        _procfsBuffer = Chars("procfs_buffer", ProcfsMaxSize);
        _procfsBufferSize = Variable<long>("procfs_buffer_size");
        _procFileFops = ProcOps("proc_file_fops", procRead: ProcfileRead, procWrite: ProcfileWrite);
    }

    /// <inheritdoc/>
    public long StoredSize => _procfsBufferSize.Inspect();

    /// <inheritdoc/>
    public char StoredAt(int index) => (char)new Shared<byte>(Kernel.Computer, _procfsBuffer.Address + index).Inspect();

    /// <summary>procfile_write: the size, then the bytes, then their end, and a line in the log.</summary>
    public async KTask<long> ProcfileWrite(OpenFile file, Address buff, long len, LocalLong off)
    {
        long clamped = await StoreClamped(_procfsBufferSize, len, ProcfsMaxSize);
        if (await CopyFromUser(_procfsBuffer, buff, await LoadAgain(_procfsBufferSize, clamped)) != 0)
        {
            return -Errno.EFAULT;
        }

        long end = await _procfsBufferSize.Load();
        await _procfsBuffer.Store((int)(end & (ProcfsMaxSize - 1)), 0);
        off.Value += await LoadAgain(_procfsBufferSize, end);
        await PrInfo("procfile write %s\n", _procfsBuffer);
        return await _procfsBufferSize.Load();
    }

    /// <summary>
    /// The size is clamped in a register and stored once, and the copy uses the register. The place of the NUL and what the
    /// offset advances by are one load after the copy, and the result is another one after the call of printk.
    /// </summary>
    public override CompiledTable? AsCompiled => new("gcc 12.2 -O2")
    {
        Clamped = [new ClampedStore("procfile_write", "procfs_buffer_size")],
        Reused = [new ReusedLoad("procfile_write", "procfs_buffer_size")],
    };

    /// <inheritdoc/>
    public override KTask<int> InitModule() => Register(_ourProcFile, _procFileFops);

    /// <inheritdoc/>
    public override KTask CleanupModule() => Unregister(_ourProcFile);
}
