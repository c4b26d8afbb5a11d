using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module whose file is /proc/file and whose methods are given by the test. What is not given is NULL.</summary>
internal sealed class FileModule : KernelModule
{
    internal const string Path = "/proc/file";
    internal const string ModuleName = "file";

    private readonly FileOperations _fileOps;
    private readonly KernelSemaphore _mutex;
    private readonly WaitQueueHead _queue;
    private readonly Func<KTask<bool>> _isSet;

    internal FileModule(LinuxKernel kernel)
        : base(kernel, ModuleName)
    {
        Value = Variable<int>("value");
        _queue = DeclareWaitQueueHead("queue");
        _mutex = DeclareMutex("mutex");
        _isSet = IsSet;
        _fileOps = FileOperations("file_fops", FileOpen, FileRelease, FileRead, FileWrite, owner: false);
    }

    internal Func<FileModule, OpenFile, KTask<int>>? Open { get; init; }

    internal Func<FileModule, KTask<int>>? Release { get; init; }

    internal Func<FileModule, Address, long, KTask<long>>? Read { get; init; }

    internal Func<FileModule, Address, long, KTask<long>>? Write { get; init; }

    /// <summary>What exit does before it removes the entry.</summary>
    internal Func<FileModule, KTask>? BeforeRemoval { get; init; }

    /// <summary>Whether the entry has the module as its owner, where entries have one.</summary>
    internal bool Owned { get; init; } = true;

    internal Shared<int> Value { get; }

    public async KTask<int> FileOpen(Inode inode, OpenFile file) => Open is null ? 0 : await Open(this, file);

    public async KTask<int> FileRelease(Inode inode, OpenFile file) => Release is null ? 0 : await Release(this);

    public async KTask<long> FileRead(OpenFile file, Address buffer, long length, LocalLong offset)
        => Read is null ? 0 : await Read(this, buffer, length);

    public async KTask<long> FileWrite(OpenFile file, Address buffer, long length, LocalLong offset)
        => Write is null ? length : await Write(this, buffer, length);

    public override async KTask<int> InitModule()
    {
        if (HasProcCreate)
        {
            return (await ProcCreate(ModuleName, 0x1b6, _fileOps, owned: Owned)).IsNull ? -Errno.ENOMEM : 0;
        }

        var entry = await CreateProcEntry(ModuleName, 0x1b6);
        if (Owned && !HasPdeUsers)
        {
            await entry.Owner.Store(ThisModule.Value);
        }

        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }

    public override async KTask CleanupModule()
    {
        if (BeforeRemoval is not null)
        {
            await BeforeRemoval(this);
        }

        await RemoveProcEntry(ModuleName);
    }

    internal KTask RemoveEntry() => RemoveProcEntry(ModuleName);

    internal Step<ModuleGetBody> Get() => TryModuleGet(ThisModule);

    internal Step<ModulePutBody> Put() => ModulePut(ThisModule);

    /// <summary>wait_event_interruptible(queue, value != 0).</summary>
    internal KTask<int> WaitUntilSet() => WaitEventInterruptible(_queue, _isSet);

    /// <summary>value = 1; wake_up(&amp;queue).</summary>
    internal async KTask SetAndWake()
    {
        await Value.Store(1);
        await WakeUp(_queue);
    }

    internal KTask GiveWay() => Schedule();

    internal KTask<int> Lock() => _mutex.DownInterruptible();

    internal async KTask Unlock() => await _mutex.Up();

    internal KTask<int> Put(byte value, Address to) => PutUser(value, to);

    internal LoadStep<uint> Pending(int word) => PendingSignals(word);

    private async KTask<bool> IsSet() => await Value.Load() != 0;
}
