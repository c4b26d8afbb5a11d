using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>The smallest module with a race: a counter that each write(2) to /proc/counter adds one to.</summary>
public sealed class CounterModule : KernelModule
{
    private readonly Shared<int> _counter;
    private readonly FileOperations _fileOps;

    /// <summary>The module, not loaded yet.</summary>
    public CounterModule(LinuxKernel kernel)
        : base(kernel, "counter")
    {
        _counter = Variable<int>("counter");
        _fileOps = FileOperations("counter_fops", write: CounterWrite, owner: true);
    }

    /// <summary>counter++ as the compiler sees it: a load and a store.</summary>
    public async KTask<long> CounterWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        int value = await _counter.Load();
        await _counter.Store(value + 1);
        return length;
    }

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = await CreateProcEntry("counter", 0x1b6);
        await entry.Owner.Store(ThisModule.Value);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => RemoveProcEntry("counter");

    /// <summary>The count now: for the clauses of a scenario.</summary>
    public int Count => _counter.Inspect();
}
