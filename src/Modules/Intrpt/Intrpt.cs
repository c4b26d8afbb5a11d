using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// intrpt.c of the Linux Kernel Module Programming Guide (chapter 12, "Interrupt handlers"), as printed: a handler on the
/// keyboard's line that keeps the scan code and leaves printing it to a work.
/// </summary>
/// <remarks>
/// The corrected twin is <see cref="IntrptFixed"/>. What is wrong with this one: INT-1 to INT-12. The statics of the handler
/// are variables of the module here; in C they differ in nothing but who can name them.
/// </remarks>
public class Intrpt : IntrptModule
{
    private readonly Shared<long> _myWorkqueue;
    private readonly Shared<int> _initialised;
    private readonly Shared<byte> _scancode;
    private readonly Address _irqHandler;
    private readonly Address _gotChar;
    private readonly Address _name;

    /// <summary>The module, not loaded yet.</summary>
    public Intrpt(LinuxKernel kernel)
        : base(kernel)
    {
        DeclareWorkqueue(MyWorkQueueName);
        _myWorkqueue = Pointer("my_workqueue");
        _initialised = Variable<int>("initialised");
        _scancode = Variable<byte>("scancode");
        Task = WorkVariable("task");
        _gotChar = WorkFunctionAddress(GotChar);
        _irqHandler = IrqHandlerFunction(IrqHandler);
        _name = StringConstant(HandlerName);
    }

    /// <inheritdoc/>
    public override WorkStruct Task { get; }

    /// <summary>got_char: prints what the scan code says, the key and whether it went down or came up.</summary>
    public async KTask GotChar(Address scancode)
    {
        byte key = await _scancode.Load();
        byte state = await LoadAgain(_scancode, key);
        await PrintkInOrder(KernLevel.Info, LineOf((key & ~I8042.Released) | (state & I8042.Released)));
    }

    /// <summary>irq_handler: reads the status and the scan code, and queues the work.</summary>
    public async KTask<int> IrqHandler(int irq, Address devId)
    {
        // The status is read and not looked at.
        await Inb(I8042.StatusPort);
        await _scancode.Store((byte)await Inb(I8042.DataPort));

        if (await _initialised.Load() == 0)
        {
            await SetUp();
            await _initialised.Store(1);
        }
        else
        {
            await PrepareWork(Task, _gotChar, _scancode.Address);
        }

        await QueueWork(new Address((int)await _myWorkqueue.Load()), Task);
        return IrqReturn.Handled;
    }

    /// <summary>INIT_WORK, for the first key.</summary>
    protected virtual KTask SetUp() => InitWork(Task, _gotChar, _scancode.Address, function: nameof(IrqHandler));

    /// <summary>got_char reads the scan code once; the rest of the module's loads and stores are what the source says.</summary>
    public override CompiledTable? AsCompiled => new("gcc 12.2 -O2") { Reused = [new("got_char", "scancode")] };

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        await _myWorkqueue.Store((await CreateWorkqueue(MyWorkQueueName)).Value);
        await FreeIrq(KeyboardIrq, Address.Null);
        return await RequestIrq(KeyboardIrq, _irqHandler, IrqFlags.Shared, _name, _irqHandler);
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => FreeIrq(KeyboardIrq, Address.Null);
}
