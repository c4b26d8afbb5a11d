using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module with a work queue, whose device's interrupt does something about it that may sleep.</summary>
internal sealed class HandlerWorkModule : KernelModule
{
    private readonly Func<HandlerWorkModule, KTask> _handler;
    private readonly Shared<long> _queue;
    private readonly WorkStruct _work;
    private readonly Address _observer;

    internal HandlerWorkModule(LinuxKernel kernel, Func<HandlerWorkModule, KTask> handler)
        : base(kernel, "handler")
    {
        _handler = handler;
        _queue = Pointer("queue");
        _work = DeclareWork("work", Work);
        _observer = OpenObserver(Observe);
        DeclareWorkqueue("works");
        DeclareWorkqueue("more");
    }

    private static SortedDictionary<string, Func<HandlerWorkModule, KTask>> MaySleep { get; } = new(StringComparer.Ordinal)
    {
        ["create_workqueue"] = async m => await m.CreateWorkqueue("more"),
        ["flush_workqueue"] = async m => await m.FlushWorkqueue(new Address((int)await m._queue.Load())),
        ["destroy_workqueue"] = async m => await m.DestroyWorkqueue(new Address((int)await m._queue.Load())),
        ["unregister an observer"] = m => m.UnregisterOpenObserver(m._observer),
    };

    private static SortedDictionary<string, Func<HandlerWorkModule, KTask>> MaySleepSince26 { get; } = new(StringComparer.Ordinal)
    {
        ["cancel_delayed_work_sync"] = async m => await m.CancelDelayedWorkSync(m._work),
        ["disable_delayed_work_sync"] = async m => await m.DisableDelayedWorkSync(m._work),
        ["flush_work"] = m => m.FlushWork(m._work),
    };

    /// <summary>The calls that may sleep and that an environment's kernel has.</summary>
    internal static IEnumerable<string> CallsIn(string environment)
        => MaySleep.Keys.Concat(Environments.Find(environment)!.Generation == KernelGeneration.V68 ? MaySleepSince26.Keys : []);

    /// <summary>One of them by its name in C.</summary>
    internal static Func<HandlerWorkModule, KTask> Find(string call) => MaySleep.TryGetValue(call, out var found) ? found : MaySleepSince26[call];

    public override async KTask<int> InitModule()
    {
        await _queue.Store((await CreateWorkqueue("works")).Value);
        return await RegisterOpenObserver(_observer);
    }

    public KTask Work(Address argument) => KTask.Completed;

    public KTask<int> Observe(KernelName name) => new(0);

    internal async KTask<int> Interrupt()
    {
        await _handler(this);
        return 0;
    }

    internal async KTask Flush() => await FlushWorkqueue(new Address((int)await _queue.Load()));

    /// <summary>What a handler may do with them: queue a work, cancel one without waiting.</summary>
    internal async KTask QueueAndCancel()
    {
        await QueueWork(new Address((int)await _queue.Load()), _work);
        await CancelDelayedWork(_work);
        await RemoveOpenObserver(_observer);
    }
}
