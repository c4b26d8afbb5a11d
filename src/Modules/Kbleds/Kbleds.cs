using System.Globalization;
using System.Runtime.CompilerServices;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// kbleds.c of the Linux Kernel Module Programming Guide (chapter 10, "Flashing keyboard LEDs"), as printed: a timer that lights the
/// LEDs of the keyboard and gives them back, in turn, and arms itself again.
/// </summary>
/// <remarks>
/// The corrected twin is <see cref="KbledsFixed"/>. What is wrong with this one: KBL-1 to KBL-7. The pointer that the timer is given is
/// that of kbledstatus, which 6.8 has no place for in a timer: there the function names it.
/// </remarks>
public class Kbleds : KbledsModule
{
    private readonly SharedBytes _kbledstatus;
    private readonly Shared<long> _myDriver;

    /// <summary>The module, not loaded yet.</summary>
    public Kbleds(LinuxKernel kernel)
        : this(kernel, sizeof(byte))
    {
    }

    /// <summary>The module, with so many bytes where kbledstatus stands.</summary>
    private protected Kbleds(LinuxKernel kernel, int statusSize)
        : base(kernel)
    {
        _myDriver = Pointer("my_driver");
        _kbledstatus = Chars("kbledstatus", statusSize);
    }

    /// <inheritdoc/>
    public override bool SaysLit => At<byte>(_kbledstatus.Address).Inspect() == AllLedsOn && MyTimer.IsPending;

    /// <summary>The status is loaded and stored as the four bytes that the pointer says; nobody else stores to it, so that a load more or less is the same.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask MyTimerFunc(Address ptr)
    {
        var pstatus = At<int>(_kbledstatus.Address);
        if (await pstatus.Load() == AllLedsOn)
        {
            await pstatus.Store(RestoreLeds);
        }
        else
        {
            await pstatus.Store(AllLedsOn);
        }

        await _myDriver.Load();
        await DriverIoctl(await ForegroundTty(), Ttys.KDSETLED, await pstatus.Load());
        await AddTimer(MyTimer, await Jiffies() + BlinkDelay);
    }

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        Printk(KernLevel.Info, "kbleds: loading\n");
        int console = await Consoles.Foreground.Load();
        Printk(KernLevel.Info, string.Create(CultureInfo.InvariantCulture, $"kbleds: fgconsole is {console:x}\n"));
        for (int i = 0; i < VirtualConsoles.Most; i++)
        {
            var d = new Address((int)await Consoles.Data(i).Load());
            if (d.IsNull)
            {
                break;
            }

            var tty = new Address((int)await Consoles.Tty(d).Load());
            Printk(KernLevel.Info, string.Create(CultureInfo.InvariantCulture, $"poet_atkm: console[{i}/{VirtualConsoles.Most}] #{i}, tty {(tty.IsNull ? "0" : tty)}\n"));
        }

        Printk(KernLevel.Info, "kbleds: finished scanning consoles\n");
        var foreground = await ForegroundTty();
        await _myDriver.Store(await foreground.Driver.Load());
        long magic = await At<long>(new Address((int)await _myDriver.Load())).Load();
        Printk(KernLevel.Info, string.Create(CultureInfo.InvariantCulture, $"kbleds: tty driver magic {magic:x}\n"));

        await AddTimer(MyTimer, await Jiffies() + BlinkDelay);
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        Printk(KernLevel.Info, "kbleds: unloading...\n");
        await DelTimer(MyTimer);
        await _myDriver.Load();
        await DriverIoctl(await ForegroundTty(), Ttys.KDSETLED, RestoreLeds);
        Restored();
    }

    /// <summary>vc_cons[fg_console].d->vc_tty: three loads.</summary>
    private async KTask<TtyStruct> ForegroundTty([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        int console = await Consoles.Foreground.Load(file, line, function);
        var d = new Address((int)await Consoles.Data(console).Load(file, line, function));
        return TtyAt(await Consoles.Tty(d).Load(file, line, function));
    }
}
