using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Terminals: the lines that there are, and how one is opened. This file holds what they are made of; closing, hanging up, the files
/// in /dev and what modules use have files of their own.
/// </summary>
/// <remarks>
/// <para>After drivers/char/tty_io.c of 2.6.11 (init_dev, tty_open) and drivers/tty/tty_io.c of 6.8 (tty_init_dev, tty_open). 2.6.11
/// opens, closes, hangs up and writes under the big kernel lock, which every sleep gives away, and opens under tty_sem as well;
/// in 6.8 that is tty_mutex and a lock in the tty.</para>
/// <para>They exist only on a computer with a module or a stage that asks for them.</para>
/// </remarks>
public sealed partial class Ttys
{
    /// <summary>TTY_DRIVER_MAGIC.</summary>
    internal const int DriverMagic = 0x5402;

    private const int Bytes = 8;

    private readonly LinuxKernel _kernel;
    private readonly Lazy<Parts> _parts;

    internal Ttys(LinuxKernel kernel)
    {
        _kernel = kernel;
        _parts = new Lazy<Parts>(() => new Parts(kernel), isThreadSafe: false);
    }

    /// <summary>The virtual consoles.</summary>
    public VirtualConsoles Consoles => _parts.Value.Consoles;

    /// <summary>The LEDs of the keyboard.</summary>
    public KeyboardLeds Leds
        => _parts.Value.Leds.IsValueCreated ? _parts.Value.Leds.Value : throw new MachineException("nobody on this computer has asked for the keyboard's LEDs");

    /// <summary>Who has which controlling terminal.</summary>
    public Sessions Sessions => _parts.Value.Sessions;

    /// <summary>Whether anybody on this computer has asked for terminals.</summary>
    public bool InUse => _parts.IsValueCreated;

    private Computer Computer => _kernel.Computer;

    private bool IsModern => _kernel.Profile.Generation == KernelGeneration.V68;

    private KernelSemaphore TtySem => _parts.Value.TtySem;

    /// <summary>The line with a name: <c>tty1</c>.</summary>
    public TtyLine Line(string name)
        => _parts.Value.Lines.Find(line => line.Name == name) ?? throw new MachineException($"there is no terminal {name}");

    /// <summary>
    /// A serial line whose driver takes up to <paramref name="room"/> characters until they are sent, while the computer is being
    /// built. What takes them off the line is started with <see cref="Drains"/>.
    /// </summary>
    public TtyLine AddSerial(string name, int room)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(room, 1);
        var line = new TtyLine(_kernel, _parts.Value.SerialDriver, name, _parts.Value.Lines.Count, room);
        _parts.Value.Lines.Add(line);
        return line;
    }

    /// <summary>A session and who is in it, while the computer is being built.</summary>
    public void AddSession(TaskStruct leader, IReadOnlyList<TaskStruct> others)
    {
        ArgumentNullException.ThrowIfNull(leader);
        ArgumentNullException.ThrowIfNull(others);
        Sessions.Add(leader, leader);
        foreach (var task in others)
        {
            Sessions.Add(leader, task);
        }
    }

    /// <summary>The machine gets terminals, while it is being built.</summary>
    internal void Require() => _ = _parts.Value;

    /// <summary>And a keyboard with LEDs, and the tasklet that sets them.</summary>
    public void RequireLeds() => _ = _parts.Value.Leds.Value;

    /// <summary>The line of a tty. Inside a step.</summary>
    internal TtyLine LineOf(TtyStruct tty) => _parts.Value.Lines.First(line => line.Driver.Value == Computer.Memory.Peek(tty.Address) && line.Index == tty.Index);

    internal static Site Here([System.Runtime.CompilerServices.CallerMemberName] string function = "", [System.Runtime.CompilerServices.CallerFilePath] string file = "", [System.Runtime.CompilerServices.CallerLineNumber] int line = 0)
        => new(file, line, function);

    private static bool IsConsole(TtyLine line) => line.BufferSize is null;

    /// <summary>
    /// init_dev, and -&gt;open of the driver: the tty of a line with one opener more; NULL if it is just being closed for the last time
    /// (EIO; 6.8 would try again). The big kernel lock is the caller's.
    /// </summary>
    private async KTask<TtyStruct> InitDev(TtyLine line)
    {
        await TtySem.Down(function: "init_dev");
        Computer.Announce(Operation.Kernel, line.Address, Here("init_dev"));
        var tty = new TtyStruct(_kernel, new Address((int)await new Step<InitDevBody>(Computer, new InitDevBody(this, line))));
        await TtySem.Up(function: "init_dev");
        if (!tty.IsNull && IsConsole(line))
        {
            await Consoles.Semaphore.Down(function: "con_open");
            Computer.Announce(Operation.Kernel, tty.Address, Here("con_open"));
            await new Step<ConOpenBody>(Computer, new ConOpenBody(this, tty));
            await Consoles.Semaphore.Up(function: "con_open");
        }

        return tty;
    }

    private async KTask Lock(string function)
    {
        if (_kernel.Profile.BigLock == BigLock.WhereAsked)
        {
            await _kernel.BigKernelLock.LockKernel(function: function);
        }
    }

    private async KTask Unlock(string function)
    {
        if (_kernel.Profile.BigLock == BigLock.WhereAsked)
        {
            await _kernel.BigKernelLock.UnlockKernel(function: function);
        }
    }

    /// <summary>The section under tty_sem in which a tty is found or made.</summary>
    private readonly struct InitDevBody(Ttys ttys, TtyLine line) : IStepBody
    {
        public long Run(Computer computer)
        {
            var tty = line.Tty;
            if (tty.IsNull)
            {
                var address = computer.AllocateHeap(TtyStruct.Size, Shadow.Live);
                if (address.IsNull)
                {
                    throw new MachineException("the heap is used up: the scenario opens too many terminals in one run");
                }

                tty = new TtyStruct(ttys._kernel, address);
                tty.Initialise(line.Driver, line.Index, Address.Null);
                line.Tty = tty;
                if (computer.NamesMatter)
                {
                    computer.Memory.Label(address, TtyStruct.Size, "tty_struct", fields: TtyStruct.Fields);
                }
            }

            else if (tty.Count == 0)
            {
                return 0;
            }

            tty.Count++;
            if (computer.Recording)
            {
                computer.Note($"init_dev: {line.Name}, count {tty.Count}");
            }

            return tty.Address.Value;
        }
    }

    /// <summary>The section of con_open under the console semaphore; con_install in 6.8.</summary>
    private readonly struct ConOpenBody(Ttys ttys, TtyStruct tty) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (tty.Count == 1)
            {
                var data = ttys.Consoles.Allocate(tty.Index);
                ttys.Consoles.SetTty(data, tty.Address);
                computer.Memory.Poke(tty.DriverDataAddress, data.Value);
            }

            return tty.Count;
        }
    }

    /// <summary>What there is once somebody has asked for terminals.</summary>
    private sealed class Parts
    {
        internal Parts(LinuxKernel kernel)
        {
            var memory = kernel.Computer.Memory;
            bool isModern = kernel.Profile.Generation == KernelGeneration.V68;
            ConsoleDriver = memory.Allocate(Bytes, "console_driver", RegionKind.KernelData, fields: ["magic"]);
            SerialDriver = memory.Allocate(Bytes, "serial_driver", RegionKind.KernelData, fields: ["magic"]);
            memory.Poke(ConsoleDriver, DriverMagic);
            memory.Poke(SerialDriver, DriverMagic);
            TtySem = kernel.NewSemaphore(isModern ? "tty_mutex" : "tty_sem", 1);
            Sessions = new Sessions(kernel);
            Consoles = new VirtualConsoles(kernel);
            Leds = new Lazy<KeyboardLeds>(() => new KeyboardLeds(kernel, Consoles), isThreadSafe: false);
            for (int i = 0; i < VirtualConsoles.Most; i++)
            {
                Lines.Add(new TtyLine(kernel, ConsoleDriver, $"tty{i + 1}", i, null));
            }
        }

        internal Address ConsoleDriver { get; }

        internal Address SerialDriver { get; }

        internal KernelSemaphore TtySem { get; }

        internal Sessions Sessions { get; }

        internal VirtualConsoles Consoles { get; }

        internal Lazy<KeyboardLeds> Leds { get; }

        internal List<TtyLine> Lines { get; } = [];

        internal List<(TtyLine Line, WaitQueueHead Queue)> Transmitters { get; } = [];
    }
}
