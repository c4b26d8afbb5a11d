using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module that listens to the kernel's keyboard driver.</summary>
internal sealed class KeyboardModule : KernelModule
{
    private readonly Address _handler;
    private readonly bool _synchronises;

    internal KeyboardModule(LinuxKernel kernel, bool synchronises = true)
        : base(kernel, "listener")
    {
        _synchronises = synchronises;
        DeclareIrq(I8042.KeyboardIrq);
        _handler = InputHandlerFunction(Event);
        Last = Variable<int>("last");
    }

    internal Shared<int> Last { get; }

    public async KTask Event(int code) => await Last.Store(code);

    public override KTask<int> InitModule() => InputRegisterHandler(_handler);

    public override async KTask CleanupModule()
    {
        await InputUnregisterHandler();
        if (_synchronises)
        {
            await SynchronizeIrq(I8042.KeyboardIrq);
        }
    }
}
