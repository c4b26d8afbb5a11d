using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>
/// A module whose file /proc/entry has default operations: its read_proc and write_proc are given by the test. What is not
/// given is not stored either.
/// </summary>
internal sealed class ProcModule : KernelModule
{
    internal const string Path = "/proc/entry";
    internal const string EntryName = "entry";

    private readonly Address _read;
    private readonly Address _write;
    private readonly FileOperations _fileOps;

    internal ProcModule(LinuxKernel kernel, string name = EntryName, bool wholePage = true)
        : base(kernel, name)
    {
        Text = Chars("text", 8);
        Size = Variable<long>("size");
        Mutex = DeclareMutex("mutex");
        _read = ReadProcFunction(EntryRead, wholePage);
        _write = WriteProcFunction(EntryWrite);
        _fileOps = FileOperations("entry_fops", read: EntryReadFile, write: EntryWriteFile);
    }

    internal Func<ProcModule, Address, ReadProcArguments, KTask<int>>? Read { get; init; }

    internal Func<ProcModule, Address, long, Address, KTask<int>>? Write { get; init; }

    /// <summary>What the entry is given as its data.</summary>
    internal long Data { get; init; }

    internal new SharedBytes Text { get; }

    internal Shared<long> Size { get; }

    internal KernelSemaphore Mutex { get; }

    public async KTask<int> EntryRead(Address page, ReadProcArguments arguments) => await Read!(this, page, arguments);

    public async KTask<int> EntryWrite(OpenFile file, Address buffer, long count, Address data) => await Write!(this, buffer, count, data);

    public KTask<long> EntryReadFile(OpenFile file, Address buffer, long length, LocalLong offset) => ReadThroughPage(EntryRead, buffer, length, offset);

    public async KTask<long> EntryWriteFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => await EntryWrite(file, buffer, length, Address.Null);

    public override async KTask<int> InitModule()
    {
        if (HasProcCreate)
        {
            return (await ProcCreate(EntryName, 0x1b6, _fileOps)).IsNull ? -Errno.ENOMEM : 0;
        }

        var entry = await CreateProcEntry(EntryName, 0x1b6);
        if (entry.IsNull)
        {
            return -Errno.ENOMEM;
        }

        if (Read is not null)
        {
            await entry.ReadProc.Store(_read.Value);
        }

        if (Write is not null)
        {
            await entry.WriteProc.Store(_write.Value);
        }

        await entry.Data.Store(Data);
        if (!HasPdeUsers)
        {
            await entry.Owner.Store(ThisModule.Value);
        }

        return 0;
    }

    public override KTask CleanupModule() => RemoveProcEntry(EntryName);

    internal static int Print(LocalBytes to, string text) => Sprintf(to, text);

    internal LocalBytes Whole(Address page) => PageOfReader(page);

    internal KTask Copy(Address to, Address from, int count) => Memcpy(to, from, count);

    internal KTask<int> Fetch(Address from, int count) => CopyFromUser(Text, from, count);
}
