using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module whose timer, or whose device's interrupt, runs what the test gives.</summary>
internal sealed class HandlerModule : KernelModule
{
    private const int Delay = 10;

    private readonly Func<HandlerModule, KTask> _handler;
    private readonly Address _user;
    private readonly TimerList? _timer;
    private readonly SharedBytes _bytes;
    private readonly Shared<int> _value;
    private readonly WaitQueueHead _queue;
    private readonly KernelSemaphore _mutex;
    private readonly Func<KTask<bool>> _isSet;

    internal HandlerModule(LinuxKernel kernel, Address user, bool isTimer, Func<HandlerModule, KTask> handler)
        : base(kernel, "handler")
    {
        _handler = handler;
        _user = user;
        _timer = isTimer ? DefineTimer("timer", Expired) : null;
        _bytes = Chars("bytes", 4);
        _value = Variable<int>("value");
        _queue = DeclareWaitQueueHead("queue");
        _mutex = DeclareMutex("mutex");
        _isSet = IsSet;
    }

    /// <summary>What may sleep, under its name in C.</summary>
    internal static SortedDictionary<string, Func<HandlerModule, KTask>> MaySleep { get; } = new(StringComparer.Ordinal)
    {
        ["kmalloc(GFP_KERNEL)"] = async m => await m.Kmalloc(8),
        ["get_user"] = async m => await m.GetUser(m._user),
        ["put_user"] = async m => await m.PutUser(1, m._user),
        ["copy_to_user"] = async m => await m.CopyToUser(m._user, m._bytes.Address, 4),
        ["copy_from_user"] = async m => await m.CopyFromUser(m._bytes.Address, m._user, 4),
        ["wait_event"] = m => m.WaitEvent(m._queue, m._isSet),
        ["wait_event_interruptible"] = async m => await m.WaitEventInterruptible(m._queue, m._isSet),
        ["wait_event_interruptible, of nothing"] = async m => await m.WaitEventInterruptible(m._queue, () => new KTask<bool>(false)),
        ["prepare_to_wait"] = async m => await m.PrepareToWait(m._queue, TaskState.Interruptible),
        ["finish_wait"] = async m => await m.FinishWait(m._queue),
        ["schedule"] = m => m.Schedule(),
        ["down"] = m => m._mutex.Down(),
        ["down_interruptible"] = async m => await m._mutex.DownInterruptible(),
        ["create_proc_entry"] = async m => await m.CreateProcEntry("another", 0x1b6),
    };

    public async KTask Expired(Address argument) => await _handler(this);

    public override async KTask<int> InitModule()
    {
        if (_timer is { } timer)
        {
            await ModTimer(timer, Delay);
        }

        return 0;
    }

    internal async KTask<int> Interrupt()
    {
        await _handler(this);
        return 0;
    }

    /// <summary>What a handler may do: memory at once or none, and waking whoever waits.</summary>
    internal async KTask AllocateAtOnceAndWake()
    {
        var pointer = await Kmalloc(8, GfpFlags.Atomic);
        if (!pointer.IsNull)
        {
            await Kfree(pointer, 8);
        }

        await _value.Store(1);
        await WakeUp(_queue);
    }

    /// <summary>The other half, in a task: it waits for the handler, and may sleep.</summary>
    internal async KTask WaitAndAllocate()
    {
        await WaitEvent(_queue, _isSet);
        await _mutex.Down();
        var pointer = await Kmalloc(8);
        await GetUser(_user);
        await Kfree(pointer, 8);
        await _mutex.Up();
    }

    private async KTask<bool> IsSet() => await _value.Load() != 0;
}
