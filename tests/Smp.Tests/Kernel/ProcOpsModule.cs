using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module of 6.8 with a struct proc_ops whose methods are given by the test. What is not given is NULL.</summary>
internal sealed class ProcOpsModule : KernelModule
{
    internal const string Path = "/proc/ops";
    internal const string ModuleName = "ops";

    private readonly FileOperations _ops;
    private readonly Shared<long> _entry;
    private readonly bool _removesByName;

    internal ProcOpsModule(
        LinuxKernel kernel,
        Func<ProcOpsModule, OpenFile, KTask<int>>? open = null,
        Func<ProcOpsModule, KTask<int>>? release = null,
        Func<ProcOpsModule, Address, long, LocalLong, KTask<long>>? read = null,
        Func<ProcOpsModule, Address, long, LocalLong, KTask<long>>? write = null,
        string name = ModuleName,
        bool removesByName = false)
        : base(kernel, name)
    {
        _removesByName = removesByName;
        _entry = Pointer("entry");
        Text = Chars("text", 8);
        Value = Variable<int>("value");
        _ops = ProcOps(
            "ops",
            open is null ? null : (_, file) => open(this, file),
            release is null ? null : (_, _) => release(this),
            read is null ? null : (_, buffer, length, offset) => read(this, buffer, length, offset),
            write is null ? null : (_, buffer, length, offset) => write(this, buffer, length, offset));
    }

    internal new SharedBytes Text { get; }

    internal Shared<int> Value { get; }

    public override async KTask<int> InitModule()
    {
        var entry = await ProcCreate(ModuleName, 0x1b6, _ops);
        await _entry.Store(entry.Address.Value);
        if (entry.IsNull)
        {
            await ProcRemove(entry.Address);
            return _removesByName ? await Undo() : -Errno.ENOMEM;
        }

        await ProcSetSize(entry, 80);
        await ProcSetUser(entry, 0, 0);
        return 0;
    }

    public override async KTask CleanupModule()
    {
        if (_removesByName)
        {
            await RemoveProcEntry(ModuleName);
            return;
        }

        await ProcRemove(new Address((int)await _entry.Load()));
    }

    internal Step<ModulePutBody> PutSelf() => ModulePut(ThisModule);

    internal KTask<int> FromUser(Address from, long count) => CopyFromUser(Text, from, count);

    internal KTask<int> ToUser(Address to, long count) => CopyToUser(to, Text, count);

    internal KTask Print() => PrInfo("text: %s\n", Text);

    internal KTask CopyWithin(int to, int from, int count) => Memcpy(Text.Address + to, Text.Address + from, count);

    private async KTask<int> Undo()
    {
        await RemoveProcEntry(ModuleName);
        return -Errno.ENOMEM;
    }
}
