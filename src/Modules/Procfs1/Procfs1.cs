using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// procfs1.c of the Linux Kernel Module Programming Guide (chapter 5, "The /proc file system"), as printed: a file in /proc
/// that says hello.
/// </summary>
/// <remarks>The corrected twin is <see cref="Procfs1Fixed"/>. What is wrong with this one: PF1-1 to PF1-5.</remarks>
public class Procfs1 : KernelModule
{
    /// <summary>The name of the file in /proc.</summary>
    public const string ProcfsName = "helloworld";

    /// <summary>What the file says.</summary>
    public const string Greeting = "HelloWorld!\n";

    private const int PageThere = 64;

    private readonly Shared<long> _ourProcFile;
    private readonly Address _procfileRead;
    private readonly FileOperations _fileOps;

    /// <summary>The module, not loaded yet.</summary>
    /// <param name="kernel">The kernel it is compiled for.</param>
    /// <param name="name">What it is loaded as: another module may have a file of the same name.</param>
    public Procfs1(LinuxKernel kernel, string name = "procfs1")
        : base(kernel, name)
    {
        _ourProcFile = Pointer("Our_Proc_File");
        _procfileRead = ReadProcFunction(ProcfileRead);
        _fileOps = FileOperations("File_Ops_4_Our_Proc_File", read: ProcfileReadFile);
    }

    /// <summary>procfile_read: the whole text at offset 0, the end of the file behind it.</summary>
    public KTask<int> ProcfileRead(Address buffer, ReadProcArguments arguments)
    {
        Printk(KernLevel.Info, $"procfile_read (/proc/{ProcfsName}) called\n");
        return new(arguments.Offset > 0 ? 0 : Sprintf(PageOfReader(buffer, PageThere), Greeting));
    }

    /// <summary>The same logic as -&gt;read, where the kernel has no read_proc.</summary>
    public KTask<long> ProcfileReadFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => ReadThroughPage(ProcfileRead, buffer, length, offset);

    /// <summary>It has one variable of its own, which two functions touch once each.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = HasProcCreate ? await ProcCreate(ProcfsName, 0x1a4, _fileOps) : await CreateProcEntry(ProcfsName, 0x1a4);
        await _ourProcFile.Store(entry.Address.Value);
        if (entry.IsNull)
        {
            await Unregister(nameof(InitModule));
            Printk(KernLevel.Alert, $"Error: Could not initialize /proc/{ProcfsName}\n");
            return -Errno.ENOMEM;
        }

        if (!HasProcCreate)
        {
            await entry.ReadProc.Store(_procfileRead.Value);
            await entry.Owner.Store(ThisModule.Value);
            await entry.Mode.Store(0x8124);
            await entry.Uid.Store(0);
            await entry.Gid.Store(0);
            await entry.FileSize.Store(37);
        }

        Printk(KernLevel.Info, $"/proc/{ProcfsName} created\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await Unregister(nameof(CleanupModule));
        Printk(KernLevel.Info, $"/proc/{ProcfsName} removed\n");
    }

    // Whatever has the name goes; 2.0 asks for the number of the entry.
    private async KTask Unregister(string function)
    {
        if (Generation == KernelGeneration.V20)
        {
            await ProcUnregister(new Address((int)await _ourProcFile.Load(function: function)), function: function);
        }
        else
        {
            await RemoveProcEntry(ProcfsName, function: function);
        }
    }
}
