using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class Ttys
{
    /// <summary>KDGETLED: which LEDs are lit, a byte to where the argument points.</summary>
    public const uint KDGETLED = 0x4B31;

    /// <summary>KDSETLED: LEDs to light, a bit each; above 7, they show the keyboard's own flags again.</summary>
    public const uint KDSETLED = 0x4B32;

    /// <summary>VT_ACTIVATE: another console, from 1, comes to the foreground.</summary>
    public const uint VT_ACTIVATE = 0x5606;

    /// <summary>
    /// vt_ioctl(tty, command, argument): -EPERM unless the current process's terminal is this one or it is root's. Kernel code calls it
    /// under the big kernel lock in 2.6.11; nothing in it looks whether it is. In process context.
    /// </summary>
    /// <remarks>
    /// After drivers/char/vt_ioctl.c of 2.6.11 and drivers/tty/vt/vt_ioctl.c of 6.8. <c>current</c> is asked for whatever context it is
    /// called in. VT_ACTIVATE switches in the caller's context, where the kernel has a work of its own do it (console_callback).
    /// </remarks>
    /// <param name="tty">The struct tty_struct.</param>
    /// <param name="command">The command.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="site">Who calls it.</param>
    internal async KTask<long> VtIoctl(Address tty, uint command, long argument, Site site)
    {
        var terminal = new TtyStruct(_kernel, tty);
        Computer.At(site);
        var data = new Address((int)await new Shared<long>(Computer, terminal.DriverDataAddress).Load(function: "vt_ioctl"));
        Computer.At(site);
        int console = (int)await Consoles.Number(data).Load(function: "vt_ioctl");
        var current = _kernel.CurrentOrNull;
        Computer.At(site);
        bool isAllowed = await Sessions.TtyOf(current).Load(function: "vt_ioctl") == tty.Value || current is null or { EffectiveUserId: 0 };
        switch (command)
        {
            case KDGETLED:
                return await _kernel.UserAccess.PutUser((byte)await Leds.GetLedState(), new Address((int)argument), site);
            case KDSETLED when isAllowed:
                Computer.At(site);
                await Leds.SetLedState(console, (int)argument, site);
                return 0;
            case VT_ACTIVATE when isAllowed:
                return argument is >= 1 and <= VirtualConsoles.Most ? await Activate((int)argument - 1) : -Errno.ENXIO;
            case KDSETLED or VT_ACTIVATE:
                return -Errno.EPERM;
            default:
                return -Errno.ENOIOCTLCMD;
        }
    }

    private async KTask<long> Activate(int console)
    {
        await Consoles.Semaphore.Down(function: "change_console");
        Computer.Announce(Operation.Kernel, Consoles.Foreground.Address, Here("redraw_screen"));
        await new Step<SwitchBody>(Computer, new SwitchBody(this, console));
        await Consoles.Semaphore.Up(function: "change_console");
        await Leds.SetLeds();
        return 0;
    }

    private readonly struct SwitchBody(Ttys ttys, int console) : IStepBody
    {
        public long Run(Computer computer)
        {
            ttys.Consoles.SwitchTo(console);
            if (computer.Recording)
            {
                computer.Note($"tty{console + 1} comes to the foreground");
            }

            return console;
        }
    }
}
