using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// simacc.c of "Using LKM and procfs, part II" (Stephen Zhang), as meant: the sum of the numbers that were written to
/// /proc/simacc last.
/// </summary>
/// <remarks>
/// The corrected twin is <see cref="SimaccFixed"/>. What is wrong with this one: SIM-1 and SIM-3 to SIM-9. The listing as
/// printed has lost a line; that is <see cref="SimaccAsPrinted"/>, with SIM-2.
/// </remarks>
public class Simacc : SimaccModule
{
    private const int LongestText = 32;

    private readonly SharedBytes _inputBuf;
    private readonly SharedBytes _result;
    private readonly Shared<long> _simaccFile;
    private readonly Address _simaccRead;
    private readonly Address _simaccWrite;
    private readonly FileOperations _simaccFops;

    /// <summary>The module, not loaded yet.</summary>
    public Simacc(LinuxKernel kernel)
        : this(kernel, MaxInputSize)
    {
    }

    /// <summary>The same with another size of input_buf.</summary>
    protected Simacc(LinuxKernel kernel, int room)
        : base(kernel)
    {
        _inputBuf = Chars("input_buf", room);
        _result = Chars("result", 16);
        _simaccFile = Pointer("simacc_file");
        _simaccRead = ReadProcFunction(SimaccRead);
        _simaccWrite = WriteProcFunction(SimaccWrite);
        _simaccFops = FileOperations("simacc_fops", read: SimaccReadFile, write: SimaccWriteFile);
    }

    /// <summary>simacc_read: the sum as text.</summary>
    public async KTask<int> SimaccRead(Address page, ReadProcArguments arguments)
        => await Sprintf(PageOfReader(page, LongestText), "%s\n", _result.Address);

    /// <summary>simacc_write: adds up the numbers in what was written; whatever is no digit stands between two numbers.</summary>
    public async KTask<int> SimaccWrite(OpenFile file, Address buffer, long count, Address data)
    {
        int len = LengthOf(count);
        if (await CopyFromUser(_inputBuf, buffer, len) != 0)
        {
            return -Errno.EFAULT;
        }

        await _inputBuf.Store(len, 0);

        ulong num = 0;
        ulong sum = 0;
        int i = 0;
        byte c;
        do
        {
            c = await _inputBuf.Load(i++);
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                num = UnsignedLong((num * 10) + c - '0');
            }
            else
            {
                sum = UnsignedLong(sum + num);
                num = 0;
            }
        }
        while (c != 0 && i < MaxInputSize);

        await Sprintf(_result, sum);
        return len;
    }

    /// <summary>The same as ->read, where the kernel has no read_proc.</summary>
    public KTask<long> SimaccReadFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => ReadThroughPage(SimaccRead, buffer, length, offset);

    /// <summary>The same as ->write, where the kernel has no write_proc.</summary>
    public async KTask<long> SimaccWriteFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => await SimaccWrite(file, buffer, length, Address.Null);

    /// <summary>Calls stand between its accesses to one variable: each load and store stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = HasProcCreate ? await ProcCreate(ProcEntryName, Mode, _simaccFops) : await CreateProcEntry(ProcEntryName, Mode);
        await _simaccFile.Store(entry.Address.Value);
        if (entry.IsNull)
        {
            return -Errno.ENOMEM;
        }

        await _inputBuf.Store(MaxInputSize - 1, 0);
        await _result.Store(0, (byte)'0');
        await _result.Store(1, 0);
        if (!HasProcCreate)
        {
            await entry.Data.Store(_inputBuf.Address.Value);
            await entry.ReadProc.Store(_simaccRead.Value);
            await entry.WriteProc.Store(_simaccWrite.Value);
        }

        Printk(KernLevel.Info, "simacc: Module loaded.\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(ProcEntryName);
        Printk(KernLevel.Info, "simacc: Module unloaded.\n");
    }

    /// <summary>How much of a write is taken.</summary>
    protected virtual int LengthOf(long count) => (int)Math.Min(count, MaxInputSize);
}
