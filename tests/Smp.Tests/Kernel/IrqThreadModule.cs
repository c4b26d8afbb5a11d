using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module whose handler leaves the work to a thread of its own.</summary>
internal sealed class IrqThreadModule : KernelModule
{
    internal const int Irq = 5;

    private readonly Func<IrqThreadModule, KTask> _thread;
    private readonly bool _wakes;
    private readonly Address _handler;
    private readonly Address _function;
    private readonly Address _name;

    internal IrqThreadModule(LinuxKernel kernel, Func<IrqThreadModule, KTask> thread, bool wakes = true)
        : base(kernel, "device")
    {
        _thread = thread;
        _wakes = wakes;
        DeclareThreadedIrq(Irq, "device");
        _handler = IrqHandlerFunction(Handle);
        _function = IrqHandlerFunction(Thread);
        _name = StringConstant("device");
        Value = Variable<int>("value");
        Raised = Variable<int>("raised");
    }

    internal Shared<int> Value { get; }

    internal Shared<int> Raised { get; }

    public async KTask<int> Handle(int irq, Address devId)
    {
        await Raised.Store(1);
        return _wakes ? IrqReturn.WakeThread : IrqReturn.Handled;
    }

    public async KTask<int> Thread(int irq, Address devId)
    {
        await _thread(this);
        return IrqReturn.Handled;
    }

    public override KTask<int> InitModule() => RequestThreadedIrq(Irq, _handler, _function, IrqFlags.None, _name, ThisModule);

    public override KTask CleanupModule() => FreeIrq(Irq, ThisModule);

    internal KTask<int> RequestWithoutPrimary() => RequestThreadedIrq(Irq, Address.Null, _function, IrqFlags.None, _name, ThisModule);

    internal async KTask Allocate()
    {
        var pointer = await Kmalloc(8);
        await Kfree(pointer, 8);
    }
}
