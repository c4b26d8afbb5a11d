using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected twin of <see cref="ModernProcfs1"/>: the same file, as long as its text, and no longer than asked for.</summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back. Together they are simple_read_from_buffer().
/// </remarks>
public class ModernProcfs1Fixed : KernelModule
{
    private readonly FileOperations _procFileFops;
    private readonly Shared<long> _ourProcFile;

    /// <summary>The module, not loaded yet, under its own name or another one.</summary>
    public ModernProcfs1Fixed(LinuxKernel kernel, string name = ModernProcfs1.ModuleName)
        : base(kernel, name)
    {
        _ourProcFile = Pointer("our_proc_file");
        _procFileFops = ProcOps("proc_file_fops", procRead: ProcfileRead);
    }

    /// <summary>procfile_read: from the reader's offset on, as much as is wanted and there.</summary>
    public async KTask<long> ProcfileRead(OpenFile filePointer, Address buffer, long bufferLength, LocalLong offset)
    {
        const string Hello = HelloWorldModule.Hello;
        var s = LocalArray(Hello.Length);
        for (int i = 0; i < Hello.Length; i++)
        {
            s[i] = (byte)Hello[i];
        }

        long rest = LengthOf(Hello) - offset.Value;
        if (rest <= 0)
        {
            return 0;
        }

        int count = (int)Wanted(rest, bufferLength);
        if (await CopyToUser(buffer, s.Address + (int)offset.Value, count) != 0)
        {
            return OnFault();
        }

        offset.Value += count;
        return count;
    }

    /// <summary>It has no variables that two calls could share.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = await ProcCreate(ModernProcfs1.ProcfsName, 0x124, _procFileFops);
        await _ourProcFile.Store(entry.Address.Value);
        return entry.IsNull ? -Errno.ENOMEM : 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule() => await ProcRemove(new Address((int)await _ourProcFile.Load()));

    /// <summary>Fix of MP1-1: no more than the reader has room for.</summary>
    protected virtual long Wanted(long rest, long bufferLength) => Math.Min(rest, bufferLength);

    /// <summary>Fix of MP1-2: the NUL that ends the array is no part of the text.</summary>
    protected virtual int LengthOf(string array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return array.Length - 1;
    }

    /// <summary>Fix of MP1-3: a fault is an error, and not the end of the file.</summary>
    protected virtual long OnFault() => -Errno.EFAULT;
}
