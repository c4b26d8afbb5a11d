using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="Intrpt"/>: every key that it is told of is printed once, in order, and nothing of it is
/// left when the module is gone.
/// </summary>
/// <remarks>
/// <para>Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug
/// come back.</para>
/// <para>Where the kernel's own driver has the keyboard, it listens to what that receives, as an input handler; the bytes at
/// the port are the driver's. Where nobody has it, it takes the line itself. In 2.0, which has no input handlers, it takes
/// the line from the driver, whose dev_id is NULL there.</para>
/// </remarks>
public class IntrptFixed : IntrptModule
{
    private const int Room = 8;

    private readonly Shared<long> _myWorkqueue;
    private readonly Shared<int> _listens;
    private readonly Shared<int> _head;
    private readonly Shared<int> _tail;
    private readonly SharedBytes _keys;
    private readonly KernelSpinLock _lock;
    private readonly Address _irqHandler;
    private readonly Address _keyEvent;
    private readonly Address _name;

    /// <summary>The module, not loaded yet.</summary>
    public IntrptFixed(LinuxKernel kernel)
        : base(kernel)
    {
        DeclareSinglethreadWorkqueue(MyWorkQueueName);
        _myWorkqueue = Pointer("my_workqueue");
        _listens = Variable<int>("listens");
        _head = Variable<int>("head");
        _tail = Variable<int>("tail");
        _keys = Chars("keys", Room);
        _lock = DefineSpinLock("keys_lock");
        Task = DeclareWork("task", GotChar);
        _irqHandler = IrqHandlerFunction(IrqHandler);
        _keyEvent = InputHandlerFunction(KeyEvent);
        _name = StringConstant(HandlerName);
    }

    /// <inheritdoc/>
    public override WorkStruct Task { get; }

    /// <summary>got_char: prints all keys that wait.</summary>
    public async KTask GotChar(Address work)
    {
        int code;
        while ((code = await Next()) >= 0)
        {
            await PrintkInOrder(KernLevel.Info, LineOf(code));
        }
    }

    /// <summary>irq_handler: a byte of the keyboard, if there is one, goes to those that wait.</summary>
    public async KTask<int> IrqHandler(int irq, Address devId)
    {
        if (!IsKey((int)await Inb(I8042.StatusPort)))
        {
            return IrqReturn.None;
        }

        await KeyEvent((int)await Inb(I8042.DataPort));
        return IrqReturn.Handled;
    }

    /// <summary>key_event: a scan code, from the handler or from the kernel's own driver.</summary>
    public async KTask KeyEvent(int code)
    {
        await Prepare();
        await Keep((byte)code);
        await QueueWork(new Address((int)await _myWorkqueue.Load()), Task, function: nameof(IrqHandler));
    }

    /// <summary>What is shared is touched under the lock, whose calls the compiler moves nothing across.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var queue = await CreateQueue();
        if (!MayUse(queue))
        {
            return -Errno.ENOMEM;
        }

        await _myWorkqueue.Store(queue.Value);
        int result = await Listen();
        if (result != 0)
        {
            await Unwind(queue);
        }

        return result;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        if (await _listens.Load() != 0)
        {
            await InputUnregisterHandler();
            await SynchronizeIrq(KeyboardIrq);
        }
        else
        {
            await FreeIrq(KeyboardIrq, IdToFree);
        }

        await FinishWork(new Address((int)await _myWorkqueue.Load()));
    }

    /// <summary>Fix of INT-1, INT-2 and INT-3: every key has a place of its own until it is printed.</summary>
    protected virtual async KTask Keep(byte code)
    {
        long flags = await _lock.LockIrqSave();
        int tail = await _tail.Load();
        if (tail - await _head.Load() < Room)
        {
            await _keys.Store(tail % Room, code);
            await _tail.Store(tail + 1);
        }

        await _lock.UnlockIrqRestore(flags);
    }

    /// <summary>The same at the other end: the key that has waited longest; -1 for none.</summary>
    protected virtual async KTask<int> Next()
    {
        int code = -1;
        long flags = await _lock.LockIrqSave();
        int head = await _head.Load();
        if (head != await _tail.Load())
        {
            code = await _keys.Load(head % Room);
            await _head.Store(head + 1);
        }

        await _lock.UnlockIrqRestore(flags);
        return code;
    }

    /// <summary>Fix of INT-4: the work is set up once, before anybody can queue it.</summary>
    protected virtual KTask Prepare() => KTask.Completed;

    /// <summary>Fix of INT-5 and INT-12: the handler is given back under the dev_id it was registered with.</summary>
    protected virtual Address IdToFree => _irqHandler;

    /// <summary>Fix of INT-6: what was queued is done, and the queue gone, before the module is; nobody queues any more.</summary>
    protected virtual async KTask FinishWork(Address queue)
    {
        await FlushWorkqueue(queue);
        await DestroyWorkqueue(queue);
    }

    /// <summary>Fix of INT-7: the bytes are left to the kernel's own driver, where there is one.</summary>
    protected virtual async KTask<int> Listen()
    {
        int result = await InputRegisterHandler(_keyEvent);
        if (result != -Errno.ENODEV)
        {
            await _listens.Store(1);
            return result;
        }

        if (Generation == KernelGeneration.V20)
        {
            await FreeIrq(KeyboardIrq, Address.Null);
        }

        return await TakeLine();
    }

    /// <summary>request_irq, for <see cref="IrqHandler"/>.</summary>
    protected KTask<int> TakeLine() => RequestIrq(KeyboardIrq, _irqHandler, IrqFlags.Shared, _name, _irqHandler);

    /// <summary>Fix of INT-8: an init that fails leaves nothing behind.</summary>
    protected virtual KTask Unwind(Address queue) => DestroyWorkqueue(queue);

    /// <summary>Fix of INT-9: without a queue there is no module.</summary>
    protected virtual bool MayUse(Address queue) => !queue.IsNull;

    /// <summary>Fix of INT-10: the byte at the port is a key only if there is one, and it is not the mouse's.</summary>
    protected virtual bool IsKey(int status) => (status & (I8042.OutputBufferFull | I8042.FromMouse)) == I8042.OutputBufferFull;

    /// <summary>Fix of INT-11: one thread, so that what is queued first is printed first.</summary>
    protected virtual KTask<Address> CreateQueue() => CreateWorkqueue(MyWorkQueueName);
}
