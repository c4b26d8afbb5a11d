using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The kernel's own driver of the keyboard controller: its handler on line 1 (and 12, where there is a mouse) takes each
/// byte, keeps it, and tells those who listen. In hard interrupt context.
/// </summary>
/// <remarks>
/// <para>After i8042_interrupt (drivers/input/serio/i8042.c of 2.6.11): registered as shared, with a dev_id of its own; a status
/// without a byte is IRQ_NONE. 2.0 (drivers/char/keyboard.c): the line is its alone, and the dev_id is NULL.</para>
/// <para>Who listens: the kernel's own keyboard code (<see cref="SetListener"/>), and modules, as an input handler does
/// (input_register_handler of 2.6.11; 2.0 has nothing of the kind).</para>
/// </remarks>
public sealed class KeyboardDriver
{
    private const int Bytes = 8;
    private const int KeptCodes = 16;
    private const int CountOffset = 0;
    private const int MouseCountOffset = Bytes;
    private const int HandlerOffset = 2 * Bytes;
    private const int CodesOffset = 3 * Bytes;

    private static readonly string[] s_fields = ["received", "of the mouse", "handler", "codes"];

    private readonly LinuxKernel _kernel;
    private readonly List<Address> _word = [];
    private readonly List<Func<int, KTask>> _listeners = [];

    internal KeyboardDriver(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>Whether the kernel has it.</summary>
    public bool InUse => _word.Count != 0;

    /// <summary>How many codes of keys its handler has received: for the clauses of a scenario.</summary>
    public int Received => (int)Memory.Peek(_word[0] + CountOffset);

    /// <summary>How many bytes of the mouse: for the clauses of a scenario.</summary>
    public int ReceivedFromMouse => (int)Memory.Peek(_word[0] + MouseCountOffset);

    /// <summary>Whether its handler is on the keyboard's line: for the clauses of a scenario.</summary>
    public bool IsRegistered
    {
        get
        {
            var action = new IrqAction(_kernel, _kernel.Interrupts.FindIrq(I8042.KeyboardIrq)!.FirstAction);
            while (!action.IsNull && !_kernel.Text.IsKernels(action.Handler))
            {
                action = new IrqAction(_kernel, action.Next);
            }

            return !action.IsNull;
        }
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>One of the codes it has received, the first being 0; the last sixteen are kept. For the clauses of a scenario.</summary>
    public int Code(int index) => (int)Memory.Peek(_word[0] + (CodesOffset + (index % KeptCodes * Bytes)));

    /// <summary>
    /// What the kernel does with every scan code, while the machine is being built: called by the handler, in hard interrupt
    /// context, after it has kept the code.
    /// </summary>
    public void SetListener(Func<int, KTask> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _listeners.Add(listener);
    }

    /// <summary>The driver is there and has its lines, while the machine is being built.</summary>
    public void Require(bool mouse)
    {
        if (InUse)
        {
            return;
        }

        bool isOld = _kernel.Profile.Generation == KernelGeneration.V20;
        string name = isOld ? "keyboard" : "i8042";
        _word.Add(Memory.Allocate(CodesOffset + (KeptCodes * Bytes), "keyboard driver", RegionKind.Control, fields: s_fields, title: "keyboard driver"));
        var text = _kernel.Text.NewRegion("kernel", 1, Shadow.Live);
        _kernel.Text.AddKernels(text, 0, isOld ? "keyboard_interrupt" : "i8042_interrupt", (IrqHandler)Interrupt);
        var id = isOld ? Address.Null : Memory.Allocate(Bytes, "i8042_timer", RegionKind.KernelData);
        var nameAt = Memory.Allocate(name.Length + 1, $"\"{name}\"", RegionKind.KernelData);
        for (int i = 0; i <= name.Length; i++)
        {
            Memory.Write(nameAt + i, i < name.Length ? (byte)name[i] : (byte)0);
        }

        var flags = isOld ? IrqFlags.None : IrqFlags.Shared;
        _kernel.Interrupts.Install(_kernel.Interrupts.Require(I8042.KeyboardIrq), text, flags, nameAt, id);
        if (mouse)
        {
            _kernel.Interrupts.Install(_kernel.Keyboard.RequireMouse(), text, flags, nameAt, id);
        }
    }

    /// <summary>A module listens, or nobody does any more: one at a time. Inside a step.</summary>
    internal Address Handler
    {
        get => new((int)Memory.Peek(_word[0] + HandlerOffset));
        set => Memory.Poke(_word[0] + HandlerOffset, value.Value);
    }

    /// <summary>i8042_interrupt.</summary>
    private async KTask<int> Interrupt(int irq, Address devId)
    {
        string function = _kernel.Profile.Generation == KernelGeneration.V20 ? "keyboard_interrupt" : "i8042_interrupt";
        int status = (int)await _kernel.Keyboard.Inb(I8042.StatusPort, new Site("i8042.c", 1, function));
        if ((status & I8042.OutputBufferFull) == 0)
        {
            return IrqReturn.None;
        }

        int code = (int)await _kernel.Keyboard.Inb(I8042.DataPort, new Site("i8042.c", 2, function));
        if ((status & I8042.FromMouse) != 0)
        {
            Memory.Poke(_word[0] + MouseCountOffset, ReceivedFromMouse + 1);
            return IrqReturn.Handled;
        }

        Memory.Poke(_word[0] + (CodesOffset + (Received % KeptCodes * Bytes)), code);
        Memory.Poke(_word[0] + CountOffset, Received + 1);
        foreach (var listener in _listeners)
        {
            await listener(code);
        }

        await CallHandler(code);
        return IrqReturn.Handled;
    }

    /// <summary>input_event, as far as it comes to a module's handler.</summary>
    private async KTask CallHandler(int code)
    {
        var handler = Handler;
        _kernel.Computer.Observe(handler.Value);
        if (!handler.IsNull)
        {
            long before = await _kernel.EnterModule(handler, "input.c", 1, "input_event");
            await ((InputHandler)_kernel.Text.Resolve(handler).Code)(code);
            await _kernel.LeaveModule(handler, before, 0, "input.c", 2, "input_event");
        }
    }
}
