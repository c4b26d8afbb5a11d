using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module whose write handler is given by the test; its file is /proc/test.</summary>
internal sealed class TestModule : KernelModule
{
    private readonly Func<TestModule, KTask<long>> _write;
    private readonly FileOperations _fileOps;
    private readonly bool _pinned;
    private readonly int _initResult;

    internal TestModule(LinuxKernel kernel, Func<TestModule, KTask<long>> write, bool pinned = true, int initResult = 0)
        : base(kernel, "test")
    {
        _write = write;
        _pinned = pinned;
        _initResult = initResult;
        Value = Variable("value", 7);
        Text = Chars("text", 4);
        After = Variable<int>("after");
        _fileOps = FileOperations("test_fops", write: TestWrite, owner: pinned);
    }

    internal Shared<int> Value { get; }

    internal new SharedBytes Text { get; }

    internal Shared<int> After { get; }

    public async KTask<long> TestWrite(OpenFile file, Address buffer, long length, LocalLong offset) => await _write(this);

    public override async KTask<int> InitModule()
    {
        if (_initResult != 0)
        {
            return _initResult;
        }

        var entry = await CreateProcEntry("test", 0x1b6);
        if (_pinned)
        {
            await entry.Owner.Store(ThisModule.Value);
        }

        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }

    public override KTask CleanupModule() => RemoveProcEntry("test");
}
