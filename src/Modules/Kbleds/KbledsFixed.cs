using System.Globalization;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="Kbleds"/>: the LEDs blink on the console on which they began to, whoever else works there, and are
/// given back when nothing can light them any more.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back.
/// </remarks>
public class KbledsFixed : KbledsModule
{
    private const string QueueName = "kbleds";

    private readonly Shared<long> _myTty;
    private readonly Shared<long> _queue;
    private readonly WorkStruct _blink;
    private readonly SharedBytes _kbledstatus;

    /// <summary>The module, not loaded yet. Fix of KBL-4: the status has as many bytes as are written, an unsigned long.</summary>
    public KbledsFixed(LinuxKernel kernel)
        : this(kernel, kernel is null ? 0 : kernel.Profile.LongSize)
    {
    }

    /// <summary>The module, with so many bytes where its status stands.</summary>
    protected KbledsFixed(LinuxKernel kernel, int statusSize)
        : base(kernel)
    {
        _myTty = Pointer("my_tty");
        _queue = Pointer("my_workqueue");
        DeclareWorkqueue(QueueName);
        _blink = DeclareWork("my_work", Blink);
        _kbledstatus = Chars("kbledstatus", statusSize);
    }

    /// <inheritdoc/>
    public override bool SaysLit => Status.Inspect() == AllLedsOn;

    /// <summary>Calls stand between its accesses: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    private UnsignedLong Status => UnsignedLongAt(_kbledstatus.Address);

    /// <inheritdoc/>
    public override async KTask MyTimerFunc(Address ptr)
    {
        await Change();
        await ModTimer(MyTimer, await Jiffies() + BlinkDelay);
    }

    /// <summary>The work: the other state, and then what it is called.</summary>
    public async KTask Blink(Address work)
    {
        long next = await Status.Load() == AllLedsOn ? RestoreLeds : AllLedsOn;
        await SetLeds(next);
        await Status.Store(next);
    }

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var tty = await TakeTty();
        if (tty.IsNull)
        {
            return -Errno.ENODEV;
        }

        var queue = await CreateWorkqueue(QueueName);
        if (queue.IsNull)
        {
            await PutTty(tty);
            return -Errno.ENOMEM;
        }

        await _myTty.Store(tty.Address.Value);
        await _queue.Store(queue.Value);
        await AddTimer(MyTimer, await Jiffies() + BlinkDelay);
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await Finish();
        await PutTty(await MyTty());
    }

    /// <summary>Fix of KBL-3: what lights the LEDs is stopped before they are given back.</summary>
    protected virtual async KTask Finish()
    {
        await StopBlinking();
        await GiveBack();
    }

    /// <summary>Nothing is armed, queued or running any more.</summary>
    protected async KTask StopBlinking()
    {
        await StopTimer();
        await DestroyWorkqueue(new Address((int)await _queue.Load()));
    }

    /// <summary>The LEDs show the keyboard's own flags again.</summary>
    protected async KTask GiveBack()
    {
        await SetLeds(RestoreLeds);
        Restored();
    }

    /// <summary>Fix of KBL-1 and KBL-2: the handler has ended, and the timer is not armed.</summary>
    protected virtual async KTask StopTimer()
    {
        if (Generation == KernelGeneration.V68)
        {
            await TimerShutdownSync(MyTimer);
            return;
        }

        await DelTimerSync(MyTimer);
    }

    /// <summary>Fix of KBL-5: a thread of the kernel's own, which may do this, changes the LEDs, not whoever the timer has interrupted.</summary>
    protected virtual async KTask Change() => await QueueWork(new Address((int)await _queue.Load()), _blink);

    /// <summary>Fix of KBL-6: with the lock that vt_ioctl expects, where it expects one.</summary>
    protected virtual async KTask SetLeds(long leds)
    {
        var tty = await MyTty();
        await LockKernel();
        await DriverIoctl(tty, Ttys.KDSETLED, leds);
        await UnlockKernel();
    }

    /// <summary>Fix of KBL-7: the console of now, remembered, and open as long as the module is there.</summary>
    protected virtual async KTask<TtyStruct> TakeTty()
    {
        await Consoles.Semaphore.Down(function: nameof(InitModule));
        int console = await Consoles.Foreground.Load(function: nameof(InitModule));
        await Consoles.Semaphore.Up(function: nameof(InitModule));
        return await OpenTty(string.Create(CultureInfo.InvariantCulture, $"/dev/tty{console + 1}"), function: nameof(InitModule));
    }

    /// <summary>Gives back what <see cref="TakeTty"/> took.</summary>
    protected virtual KTask PutTty(TtyStruct tty) => CloseTty(tty);

    /// <summary>The terminal that it took.</summary>
    protected async KTask<TtyStruct> MyTty() => TtyAt(await _myTty.Load());
}
