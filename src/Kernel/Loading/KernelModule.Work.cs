using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>
    /// Says that the module will create a work queue of this name: its threads are made with the machine, and sleep until
    /// then. In the constructor.
    /// </summary>
    protected void DeclareWorkqueue(string name) => Kernel.Workqueues.Declare(name, this);

    /// <summary>DECLARE_WORK(symbol, function, data) of 2.6.11, DECLARE_DELAYED_WORK of 6.8: not pending. In the constructor.</summary>
    protected WorkStruct DeclareWork(string symbol, WorkFunction function, Address data = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        Kernel.Workqueues.Require();
        var work = new WorkStruct(Kernel, Data(symbol, WorkStruct.Size, WorkStruct.Fields));
        var text = Text(function.Method.Name, function);
        _initialisers.Add(() => work.Initialise(text, data, Kernel.Workqueues.TimerFunction));
        return work;
    }

    /// <summary>The same for a queue with a single thread: its works run one after the other, in their order. In the constructor.</summary>
    protected void DeclareSinglethreadWorkqueue(string name) => Kernel.Workqueues.Declare(name, this, isSingle: true);

    /// <summary><c>static struct work_struct symbol</c>: zero until <see cref="InitWork"/>. In the constructor.</summary>
    protected WorkStruct WorkVariable(string symbol)
    {
        Kernel.Workqueues.Require();
        return new WorkStruct(Kernel, Data(symbol, WorkStruct.Size, WorkStruct.Fields));
    }

    /// <summary>A work function in the module's text, for <see cref="InitWork"/>. In the constructor.</summary>
    protected Address WorkFunctionAddress(WorkFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Text(function.Method.Name, function);
    }

    /// <summary>
    /// INIT_WORK(work, function, data): on no list, no timer, not pending; then PREPARE_WORK. Plain stores. In any context,
    /// while nobody else has the work.
    /// </summary>
    protected async KTask InitWork(WorkStruct work, Address workFunction, Address data, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        Kernel.Computer.Announce(Operation.Store, work.Address, Call(file, line, function), Bytes);
        await new Step<InitWorkBody>(Kernel.Computer, new InitWorkBody(work, Kernel.Workqueues.TimerFunction));
        await PrepareWork(work, workFunction, data, file, line, function);
    }

    /// <summary>PREPARE_WORK(work, function, data): two plain stores. In any context. 6.8 no longer has it: there it is what it was.</summary>
    protected async KTask PrepareWork(WorkStruct work, Address workFunction, Address data, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        await work.FunctionWord.Store(workFunction.Value, file, line, function);
        await work.DataWord.Store(data.Value, file, line, function);
    }

    /// <summary>create_workqueue(name), create_singlethread_workqueue(name) where it was declared so: NULL if there is no memory. In task context, not atomic.</summary>
    protected KTask<Address> CreateWorkqueue(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Workqueues.Create(name, Call(file, line, function));

    /// <summary>queue_work(queue, work): 1, or 0 if it was pending already. In any context.</summary>
    protected KTask<int> QueueWork(Address queue, WorkStruct work, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Workqueues.Queue(queue, work.Address, Call(file, line, function));

    /// <summary>queue_delayed_work(queue, work, delay): a timer on this CPU, then the queue. 1, or 0 if it was pending already. In any context.</summary>
    protected KTask<int> QueueDelayedWork(Address queue, WorkStruct work, int delay, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Workqueues.QueueDelayed(queue, work.Address, delay, Call(file, line, function));

    /// <summary>
    /// cancel_delayed_work(work): 1 if it stopped it. In 2.6.11 only its timer is stopped, in 6.8 it also leaves the list;
    /// in neither is a function waited for that runs. In task context.
    /// </summary>
    protected Step<CancelWorkBody> CancelDelayedWork(WorkStruct work, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Workqueues.Cancel(work.Address, Call(file, line, function));

    /// <summary>flush_workqueue(queue): waits for the works on its lists and those that run, not for timers. In task context, not atomic.</summary>
    protected KTask FlushWorkqueue(Address queue, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Workqueues.Flush(queue, Call(file, line, function));

    /// <summary>destroy_workqueue(queue): flushed, its threads stopped, freed. In task context, not atomic.</summary>
    protected KTask DestroyWorkqueue(Address queue, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Workqueues.Destroy(queue, Call(file, line, function));

    /// <summary>
    /// cancel_delayed_work_sync(work), cancel_work_sync: when it returns the work neither is pending nor runs; it could not
    /// be queued meanwhile, but can be again. Since 2.6.23. In task context, not from the work.
    /// </summary>
    protected KTask<int> CancelDelayedWorkSync(WorkStruct work, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        RequireModern("cancel_delayed_work_sync");
        return Kernel.Workqueues.CancelSync(work.Address, false, Call(file, line, function));
    }

    /// <summary>disable_delayed_work_sync(work): the same, and nobody can queue it any more. In task context, not from the work.</summary>
    /// <remarks>Younger than 6.8 in fact; offered there since nothing else of that kernel differs.</remarks>
    protected KTask<int> DisableDelayedWorkSync(WorkStruct work, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        RequireModern("disable_delayed_work_sync");
        return Kernel.Workqueues.CancelSync(work.Address, true, Call(file, line, function));
    }

    /// <summary>flush_work(work): waits until it neither is on a list nor runs. Since 2.6.27. In task context, not from the work.</summary>
    protected KTask FlushWork(WorkStruct work, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        RequireModern("flush_work");
        return Kernel.Workqueues.FlushWork(work.Address, Call(file, line, function));
    }
}

/// <summary>What INIT_WORK does but for the function and its data.</summary>
internal readonly struct InitWorkBody(WorkStruct work, Address timerFunction) : IStepBody
{
    public long Run(Computer computer)
    {
        work.Initialise(Address.Null, Address.Null, timerFunction);
        work.Next = Address.Null;
        work.IsPending = false;
        if (computer.Recording)
        {
            computer.Note($"INIT_WORK({computer.Memory.NameOf(work.Address)})");
        }

        return 0;
    }
}
