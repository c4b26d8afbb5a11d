using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The virtual consoles: vc_cons[], the one in the foreground, and the semaphore under which all of that changes.
/// </summary>
/// <remarks>
/// After drivers/char/vt.c and include/linux/console_struct.h of 2.6.11; in 6.8 vc_tty is port.tty and the semaphore console_lock. Few
/// of the 63 consoles are there. A console's struct vc_data is allocated when it is first opened or switched to, and stays.
/// </remarks>
public sealed class VirtualConsoles
{
    /// <summary>MAX_NR_CONSOLES, as far as the model has them.</summary>
    public const int Most = 2;

    private const int Bytes = 8;
    private const int DataSize = 2 * Bytes;
    private const int TtyOffset = Bytes;

    private readonly LinuxKernel _kernel;
    private readonly Address _vcCons;
    private readonly Address[] _data;

    internal VirtualConsoles(LinuxKernel kernel)
    {
        _kernel = kernel;
        var memory = kernel.Computer.Memory;
        string tty = kernel.Profile.Generation == KernelGeneration.V68 ? "port.tty" : "vc_tty";
        _vcCons = memory.Allocate(Most * Bytes, "vc_cons", RegionKind.KernelData);
        _data = new Address[Most];
        for (int i = 0; i < Most; i++)
        {
            _data[i] = memory.Allocate(DataSize, $"vc_data({i})", RegionKind.KernelData, fields: ["vc_num", tty]);
            memory.Poke(_data[i], i);
        }

        memory.Poke(_vcCons, _data[0].Value);
        Foreground = new Shared<int>(kernel.Computer, memory.Allocate(sizeof(int), "fg_console", RegionKind.KernelData));
        Semaphore = kernel.NewSemaphore(kernel.Profile.Generation == KernelGeneration.V68 ? "console_lock" : "console_sem", 1);
    }

    /// <summary>fg_console: a plain variable, written under <see cref="Semaphore"/>.</summary>
    public Shared<int> Foreground { get; }

    /// <summary>acquire_console_sem() and release_console_sem(); console_lock() in 6.8. In task context.</summary>
    public KernelSemaphore Semaphore { get; }

    /// <summary>vc_cons[console].d: a plain variable; NULL for a console that nobody has used yet.</summary>
    public Shared<long> Data(int console) => new(_kernel.Computer, _vcCons + (console * Bytes));

    /// <summary>vc-&gt;vc_tty of a struct vc_data: a plain variable; NULL while the console is not open.</summary>
    public Shared<long> Tty(Address data) => new(_kernel.Computer, data.IsNull ? data : data + TtyOffset);

    /// <summary>vc-&gt;vc_num: fixed when the console was allocated.</summary>
    internal Shared<long> Number(Address data) => new(_kernel.Computer, data);

    /// <summary>Which console a struct vc_data is of. Inside a step.</summary>
    internal int NumberOf(Address data) => (int)_kernel.Computer.Memory.Peek(data);

    /// <summary>vc_allocate, inside a step.</summary>
    internal Address Allocate(int console)
    {
        _kernel.Computer.Memory.Poke(_vcCons + (console * Bytes), _data[console].Value);
        return _data[console];
    }

    /// <summary>Sets vc_tty in a step of the kernel's, as the plain store that it is.</summary>
    internal void SetTty(Address data, Address tty)
    {
        _kernel.Computer.NoteAccess(data + TtyOffset, Bytes, isWrite: true, isMarked: false);
        _kernel.Computer.Memory.Poke(data + TtyOffset, tty.Value);
    }

    /// <summary>redraw_screen, as far as it goes here: another console is in the foreground. Inside a step.</summary>
    internal void SwitchTo(int console)
    {
        Allocate(console);
        _kernel.Computer.NoteAccess(Foreground.Address, sizeof(int), isWrite: true, isMarked: false);
        _kernel.Computer.Memory.Write(Foreground.Address, console);
    }
}
