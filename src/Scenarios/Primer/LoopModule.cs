using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>A module with a long way to go in one call: write(2) to /proc/loop adds one to a counter for each byte.</summary>
public sealed class LoopModule : KernelModule
{
    private readonly Shared<int> _counter;
    private readonly FileOperations _fileOps;

    /// <summary>The module, not loaded yet.</summary>
    public LoopModule(LinuxKernel kernel)
        : base(kernel, "loop")
    {
        _counter = Variable<int>("counter");
        _fileOps = FileOperations("loop_fops", write: LoopWrite, owner: true);
    }

    /// <summary>The loop: a load and a store a byte.</summary>
    public async KTask<long> LoopWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        for (long i = 0; i < length; i++)
        {
            int value = await _counter.Load();
            await _counter.Store(value + 1);
        }

        return length;
    }

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = await CreateProcEntry("loop", 0x1b6);
        await entry.Owner.Store(ThisModule.Value);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => RemoveProcEntry("loop");

    /// <summary>The count now: for the clauses of a scenario.</summary>
    public int Count => _counter.Inspect();
}
