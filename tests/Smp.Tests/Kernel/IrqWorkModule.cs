using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module whose interrupt handler queues a work, on a queue with a thread for each CPU or with one.</summary>
internal sealed class IrqWorkModule : KernelModule
{
    internal const int Irq = 5;

    private const string Many = "many";
    private const string One = "one";

    private readonly Func<IrqWorkModule, KTask> _work;
    private readonly bool _isSingle;
    private readonly Shared<long> _queue;
    private readonly WorkStruct _task;
    private readonly Address _handler;
    private readonly Address _name;

    internal IrqWorkModule(LinuxKernel kernel, bool isSingle, Func<IrqWorkModule, KTask> work)
        : base(kernel, "device")
    {
        _work = work;
        _isSingle = isSingle;
        DeclareIrq(Irq);
        if (isSingle)
        {
            DeclareSinglethreadWorkqueue(One);
        }
        else
        {
            DeclareWorkqueue(Many);
        }

        _queue = Pointer("queue");
        _task = DeclareWork("task", Work);
        _handler = IrqHandlerFunction(Handle);
        _name = StringConstant("device");
        Value = Variable<int>("value");
    }

    internal Shared<int> Value { get; }

    internal bool IsBusy => Kernel.Workqueues.IsBusy(_task);

    public KTask Work(Address argument) => _work(this);

    public async KTask<int> Handle(int irq, Address devId)
    {
        await QueueWork(new Address((int)await _queue.Load()), _task);
        return IrqReturn.Handled;
    }

    public override async KTask<int> InitModule()
    {
        await _queue.Store((await CreateWorkqueue(_isSingle ? One : Many)).Value);
        return await RequestIrq(Irq, _handler, IrqFlags.None, _name, ThisModule);
    }

    public override async KTask CleanupModule()
    {
        await FreeIrq(Irq, ThisModule);
        var queue = new Address((int)await _queue.Load());
        await FlushWorkqueue(queue);
        await DestroyWorkqueue(queue);
    }
}
