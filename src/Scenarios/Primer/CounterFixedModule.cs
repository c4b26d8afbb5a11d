using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>The corrected twin of <see cref="CounterModule"/>: the addition is one operation.</summary>
public sealed class CounterFixedModule : KernelModule
{
    private readonly Atomic _counter;
    private readonly FileOperations _fileOps;

    /// <summary>The module, not loaded yet.</summary>
    public CounterFixedModule(LinuxKernel kernel)
        : base(kernel, "counter")
    {
        _counter = AtomicVariable("counter");
        _fileOps = FileOperations("counter_fops", write: CounterWrite, owner: true);
    }

    /// <summary>atomic_inc.</summary>
    public async KTask<long> CounterWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        await _counter.AddReturn(1);
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
