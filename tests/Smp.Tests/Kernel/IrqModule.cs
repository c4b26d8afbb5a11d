using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module that has a line while it is loaded, and whose handler and exit the test gives.</summary>
internal sealed class IrqModule : KernelModule
{
    internal const int Irq = 5;

    private readonly int _irq;
    private readonly Func<IrqModule, KTask<int>> _handle;
    private readonly Func<IrqModule, KTask> _exit;
    private readonly IrqFlags _flags;
    private readonly Address _handler;
    private readonly Address _called;

    internal IrqModule(LinuxKernel kernel, Func<IrqModule, KTask<int>> handle, Func<IrqModule, KTask>? exit = null, IrqFlags flags = IrqFlags.Shared, string name = "device", int irq = Irq)
        : base(kernel, name)
    {
        _irq = irq;
        _handle = handle;
        _exit = exit ?? (m => m.FreeIrq(irq, m.ThisModule));
        _flags = flags;
        DeclareIrq(irq);
        _handler = IrqHandlerFunction(Handle);
        _called = StringConstant(name);
        Value = Variable("value", 7);
        Ready = Variable<int>("ready");
        Lock = DefineSpinLock("lock");
    }

    internal Shared<int> Value { get; }

    internal Shared<int> Ready { get; }

    internal KernelSpinLock Lock { get; }

    public async KTask<int> Handle(int irq, Address devId) => await _handle(this);

    public override KTask<int> InitModule() => Request(ThisModule);

    public override KTask CleanupModule() => _exit(this);

    internal KTask<int> Request(Address id) => RequestIrq(_irq, _handler, _flags, _called, id);

    internal KTask<int> RequestLine(int irq) => RequestIrq(irq, _handler, _flags, _called, ThisModule);

    internal KTask<int> RequestNothing() => RequestIrq(_irq, Address.Null, _flags, _called, ThisModule);

    internal KTask Free(Address id) => FreeIrq(_irq, id);

    internal KTask Disable() => DisableIrq(_irq);

    internal async KTask DisableNosync() => await DisableIrqNosync(_irq);

    internal async KTask Enable() => await EnableIrq(_irq);

    internal KTask Synchronize() => SynchronizeIrq(_irq);
}
