using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected twin of <see cref="Procfs1"/>: the same greeting, all of it, in a file of its own.</summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back. The fix of PF1-1 and PF1-2 is the kernel's proc_create, that of PF1-3 its pde_users.
/// </remarks>
public class Procfs1Fixed : KernelModule
{
    private const int PageThere = 64;

    private readonly Shared<long> _ourProcFile;
    private readonly Address _procfileRead;
    private readonly FileOperations _fileOps;

    /// <summary>The module, not loaded yet.</summary>
    /// <param name="kernel">The kernel it is compiled for.</param>
    /// <param name="name">What it is loaded as: another module may have a file of the same name.</param>
    public Procfs1Fixed(LinuxKernel kernel, string name = "procfs1")
        : base(kernel, name)
    {
        _ourProcFile = Pointer("Our_Proc_File");
        _procfileRead = ReadProcFunction(ProcfileRead);
        _fileOps = FileOperations("File_Ops_4_Our_Proc_File", read: ProcfileReadFile);
    }

    /// <summary>procfile_read: the text, as long as the offset leaves something of it.</summary>
    public KTask<int> ProcfileRead(Address buffer, ReadProcArguments arguments)
    {
        int length = Sprintf(PageOfReader(buffer, PageThere), Procfs1.Greeting);

        // One answer to one read: the kernel need not ask again.
        arguments.Eof = true;
        return new(RestOf(length, arguments.Offset) > 0 ? length : 0);
    }

    /// <summary>The same logic as -&gt;read, where the kernel has no read_proc.</summary>
    public KTask<long> ProcfileReadFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => ReadThroughPage(ProcfileRead, buffer, length, offset);

    /// <summary>It has one variable of its own, which two functions touch once each.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = HasProcCreate ? await ProcCreate(Procfs1.ProcfsName, 0x124, _fileOps) : await CreateProcEntry(Procfs1.ProcfsName, 0x124);
        if (entry.IsNull)
        {
            await Abandon();
            return -Errno.ENOMEM;
        }

        await _ourProcFile.Store(entry.Address.Value);
        if (!HasProcCreate)
        {
            await entry.ReadProc.Store(_procfileRead.Value);
            if (!HasPdeUsers)
            {
                await entry.Owner.Store(ThisModule.Value);
            }

            await entry.FileSize.Store(Procfs1.Greeting.Length);
        }

        Printk(KernLevel.Info, $"/proc/{Procfs1.ProcfsName} created\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await Remove(new Address((int)await _ourProcFile.Load()));
        Printk(KernLevel.Info, $"/proc/{Procfs1.ProcfsName} removed\n");
    }

    /// <summary>Fix of PF1-4: how much there still is behind an offset.</summary>
    protected virtual long RestOf(int length, long offset) => length - offset;

    /// <summary>Fix of PF1-5: the entry that is removed is the one that was made, by its address where the kernel can do that.</summary>
    protected virtual async KTask Remove(Address entry)
    {
        if (HasProcRemove)
        {
            await ProcRemove(entry);
        }
        else if (Generation == KernelGeneration.V20)
        {
            await ProcUnregister(entry);
        }
        else
        {
            await RemoveProcEntry(Procfs1.ProcfsName);
        }
    }

    /// <summary>The other half of it: who could not make an entry has none to remove.</summary>
    protected virtual KTask Abandon() => KTask.Completed;
}
