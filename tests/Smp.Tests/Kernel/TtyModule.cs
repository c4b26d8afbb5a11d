using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module that does with terminals what the test says: when it is inserted, and when its timer goes off.</summary>
internal sealed class TtyModule : KernelModule
{
    private readonly Func<TtyModule, KTask> _init;
    private readonly Func<TtyModule, KTask>? _onTimer;
    private readonly TimerList _timer;
    private readonly Address _text;

    internal TtyModule(LinuxKernel kernel, Func<TtyModule, KTask> init, Func<TtyModule, KTask>? onTimer = null)
        : base(kernel, "terminals")
    {
        _init = init;
        _onTimer = onTimer;
        DeclareTtys();
        _text = StringConstant("text", "ab");
        if (onTimer is not null)
        {
            _timer = DefineTimer("timer", OnTimer);
        }
    }

    internal new VirtualConsoles Consoles => base.Consoles;

    public override async KTask<int> InitModule()
    {
        await _init(this);
        if (_onTimer is not null)
        {
            await AddTimer(_timer, await Jiffies() + 10);
        }

        return 0;
    }

    internal TtyStruct Tty(long pointer) => TtyAt(pointer);

    internal async KTask<TtyStruct> Own() => TtyAt(await CurrentTty());

    internal KTask<TtyStruct> Open(string path) => OpenTty(path);

    internal KTask Close(TtyStruct tty) => CloseTty(tty);

    internal KTask<TtyStruct> Get() => GetCurrentTty();

    internal KTask Put(TtyStruct tty) => TtyKrefPut(tty);

    internal KTask<int> WriteFirst(TtyStruct tty) => DriverWrite(tty, _text, 1);

    internal KTask<int> WriteSecond(TtyStruct tty) => DriverWrite(tty, _text + 1, 1);

    private KTask OnTimer(Address ignored) => _onTimer!(this);
}
