using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The LEDs of the keyboard: what ioctl(KDSETLED) wants them to show, what the keyboard's own flags are, and which of the two each
/// console shows.
/// </summary>
/// <remarks>
/// <para>After drivers/char/keyboard.c of 2.6.11 (setledstate, getleds, kbd_bh) and drivers/tty/vt/keyboard.c of 6.8. 2.6.11 has no
/// lock of its own for ledioctl and ledmode: who comes from vt_ioctl holds the big kernel lock. 6.8 has led_lock, an irqsave
/// spinlock around each of the two sides.</para>
/// <para>What kbd_bh reads of them in 2.6.11 it reads without any lock, whoever sets the LEDs: that is the kernel's own affair, and
/// its step is not among the accesses that race.</para>
/// </remarks>
public sealed class KeyboardLeds
{
    /// <summary>All LEDs: scroll lock, num lock, caps lock.</summary>
    public const int All = 7;

    private const int Bytes = 8;
    private const int KbdSize = 2 * Bytes;
    private const int CapsLockKey = 0x3a;
    private const int CapsLockLed = 4;
    private const int ShowFlags = 0;
    private const int ShowIoctl = 1;

    private readonly LinuxKernel _kernel;
    private readonly VirtualConsoles _consoles;
    private readonly Shared<int> _ledIoctl;
    private readonly Address _kbdTable;
    private readonly Address _ledState;
    private readonly TaskletStruct _tasklet;

    internal KeyboardLeds(LinuxKernel kernel, VirtualConsoles consoles)
    {
        _kernel = kernel;
        _consoles = consoles;
        var memory = kernel.Computer.Memory;
        _ledIoctl = new Shared<int>(kernel.Computer, memory.Allocate(sizeof(int), "ledioctl", RegionKind.KernelData));
        _kbdTable = memory.Allocate(
            VirtualConsoles.Most * KbdSize, "kbd_table", RegionKind.KernelData, fields: ["ledmode", "ledflagstate", "ledmode", "ledflagstate"]);
        _ledState = memory.Allocate(Bytes, "ledstate", RegionKind.KernelData);
        _tasklet = kernel.Tasklets.Declare("keyboard_tasklet", KbdBh);
    }

    /// <summary>The LEDs that the console in the foreground shows once the tasklet has run, a bit each: for the clauses of a scenario.</summary>
    public int Shown
    {
        get
        {
            _kernel.Computer.RequireInspection("the keyboard's LEDs");
            return (int)GetLeds();
        }
    }

    /// <summary>Whether a console, from 1, shows what ioctl(KDSETLED) wants when it is in the foreground: for the clauses of a scenario.</summary>
    public bool IsTaken(int console)
    {
        _kernel.Computer.RequireInspection("the keyboard's LEDs");
        return Memory.Peek(LedMode(console - 1)) == ShowIoctl;
    }

    /// <summary>The LEDs that are lit, a bit each: for the clauses of a scenario.</summary>
    public int Lit
    {
        get
        {
            _kernel.Computer.RequireInspection("the keyboard's LEDs");
            return (int)Memory.Peek(_ledState);
        }
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>set_leds(), tasklet_schedule(&amp;keyboard_tasklet): the LEDs are looked at again soon, on this CPU. In any context.</summary>
    internal Step<ScheduleTaskletBody> SetLeds() => _kernel.Tasklets.Schedule(_tasklet, Ttys.Here("set_leds"));

    /// <summary>getledstate(): what is lit.</summary>
    internal Step<PeekBody> GetLedState()
    {
        _kernel.Computer.Announce(Operation.Kernel, _ledState, Ttys.Here("getledstate"));
        return new Step<PeekBody>(_kernel.Computer, new PeekBody(_ledState, "ledstate"));
    }

    /// <summary>setledstate(kbd_table + console, leds): two plain stores and set_leds(); in 6.8 the stores are one section under led_lock.</summary>
    internal async KTask SetLedState(int console, int leds, Site site)
    {
        bool isIoctl = (leds & ~All) == 0;
        if (_kernel.Profile.Generation == KernelGeneration.V68)
        {
            _kernel.Computer.Announce(Operation.Kernel, _ledIoctl.Address, Ttys.Here("setledstate"));
            await new Step<SetBody>(_kernel.Computer, new SetBody(this, console, isIoctl ? leds : -1));
        }
        else
        {
            if (isIoctl)
            {
                await _ledIoctl.Store(leds, function: "setledstate");
                _kernel.Computer.At(site);
            }

            await new Shared<long>(_kernel.Computer, LedMode(console)).Store(isIoctl ? ShowIoctl : ShowFlags, function: "setledstate");
        }

        _kernel.Computer.At(site);
        await SetLeds();
    }

    /// <summary>
    /// The codes of the keyboard come here, while the machine is being built: kbd_event, in hard interrupt context. Caps lock changes
    /// the flags of the console in the foreground; whatever the key is, the LEDs are looked at again.
    /// </summary>
    public void Listens() => _kernel.KeyboardDriver.SetListener(KbdEvent);

    private Address LedMode(int console) => _kbdTable + (console * KbdSize);

    private Address LedFlags(int console) => LedMode(console) + Bytes;

    private long GetLeds()
    {
        int console = Memory.Read<int>(_consoles.Foreground.Address);
        return Memory.Peek(LedMode(console)) == ShowIoctl ? Memory.Read<int>(_ledIoctl.Address) : Memory.Peek(LedFlags(console));
    }

    private async KTask KbdEvent(int code)
    {
        if (code == CapsLockKey)
        {
            _kernel.Computer.Announce(Operation.Kernel, _kbdTable, Ttys.Here("kbd_keycode"));
            await new Step<CapsLockBody>(_kernel.Computer, new CapsLockBody(this));
        }

        await SetLeds();
    }

    private async KTask KbdBh(Address data)
    {
        _kernel.Computer.Announce(Operation.Kernel, _ledState, Ttys.Here("kbd_bh"));
        await new Step<KbdBhBody>(_kernel.Computer, new KbdBhBody(this));
    }

    /// <summary>The section under led_lock of 6.8.</summary>
    private readonly struct SetBody(KeyboardLeds owner, int console, int leds) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (leds >= 0)
            {
                computer.Memory.Write(owner._ledIoctl.Address, leds);
            }

            computer.Memory.Poke(owner.LedMode(console), leds >= 0 ? ShowIoctl : ShowFlags);
            if (computer.Recording)
            {
                computer.Note(leds >= 0 ? $"ledioctl = {leds}" : "ledmode = LED_SHOW_FLAGS");
            }

            return leds;
        }
    }

    /// <summary>chg_vc_kbd_led(kbd, VC_CAPSLOCK).</summary>
    private readonly struct CapsLockBody(KeyboardLeds owner) : IStepBody
    {
        public long Run(Computer computer)
        {
            var flags = owner.LedFlags(computer.Memory.Read<int>(owner._consoles.Foreground.Address));
            computer.Memory.Poke(flags, computer.Memory.Peek(flags) ^ CapsLockLed);
            return computer.Memory.Peek(flags);
        }
    }

    /// <summary>kbd_bh: getleds, and the keyboard is told what has changed.</summary>
    private readonly struct KbdBhBody(KeyboardLeds owner) : IStepBody
    {
        public long Run(Computer computer)
        {
            long leds = owner.GetLeds();
            if (computer.Recording)
            {
                computer.Note($"kbd_bh: the LEDs are {leds}");
            }

            owner.Memory.Poke(owner._ledState, leds);
            return leds;
        }
    }
}
