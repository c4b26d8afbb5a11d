using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The keyboard controller: two ports, and behind them the bytes that the keyboard has still to send. There is none, and it
/// costs nothing, unless the stage asks for one.
/// </summary>
/// <remarks>
/// <para>Port 0x64 is the status: bit 0, a byte waits in the output buffer; bit 5, it is the mouse's. Reading port 0x60 gives
/// the byte and clears bit 0; without a byte there it gives the last one again. A byte comes into the buffer by a step of
/// the agent <c>keyboard</c>, whenever the buffer is free, and raises line 1 (line 12 for the mouse); until then it waits in
/// the keyboard's queue of 16. When a key was pressed nobody can tell from when its byte came.</para>
/// <para>After the data sheet of the 8042 as drivers/input/serio/i8042.c of 2.6.11 uses it.</para>
/// </remarks>
public sealed class I8042 : IDeviceWork
{
    /// <summary>The port of the bytes.</summary>
    public const int DataPort = 0x60;

    /// <summary>The port of the status.</summary>
    public const int StatusPort = 0x64;

    /// <summary>Output buffer full.</summary>
    public const int OutputBufferFull = 0x01;

    /// <summary>The byte in the output buffer is the mouse's.</summary>
    public const int FromMouse = 0x20;

    /// <summary>What makes a code on a stage a byte of the mouse: <c>0x08 | I8042.Mouse</c>.</summary>
    public const int Mouse = 0x100;

    /// <summary>How many bytes the keyboard keeps.</summary>
    public const int QueueLength = 16;

    /// <summary>Bit 7 of a scan code: the key was let go.</summary>
    public const int Released = 0x80;

    /// <summary>The keyboard's line.</summary>
    public const int KeyboardIrq = 1;

    /// <summary>The mouse's.</summary>
    public const int MouseIrq = 12;

    private const int Bytes = 8;
    private const int NothingThere = 0xff;
    private const int StatusOffset = 0;
    private const int DataOffset = Bytes;
    private const int HeadOffset = 2 * Bytes;
    private const int CountOffset = 3 * Bytes;
    private const int SentOffset = 4 * Bytes;
    private const int QueueOffset = 5 * Bytes;

    private static readonly string[] s_fields = ["status", "data", "head", "queued", "sent", "queue"];

    private readonly LinuxKernel _kernel;
    private readonly List<Address> _word = [];
    private readonly List<DeviceActor> _actor = [];
    private readonly List<IrqLine> _lines = [];

    internal I8042(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>Whether the machine has a keyboard.</summary>
    public bool InUse => _word.Count != 0;

    /// <summary>How many bytes have come from the keyboard and the mouse: for the clauses of a scenario.</summary>
    public long Sent => Memory.Peek(_word[0] + SentOffset);

    /// <summary>How many are still to come: for the clauses of a scenario.</summary>
    public int Waiting => (int)Memory.Peek(_word[0] + CountOffset);

    /// <summary>The status port, without reading it: for the clauses of a scenario.</summary>
    public int Status => (int)Memory.Peek(_word[0] + StatusOffset);

    /// <inheritdoc/>
    Address IDeviceWork.Subject => _word[0] + DataOffset;

    /// <inheritdoc/>
    bool IDeviceWork.CanStep => (Memory.Peek(_word[0] + StatusOffset) & OutputBufferFull) == 0 && Waiting > 0;

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>The machine gets a keyboard, while it is being built.</summary>
    public void Require()
    {
        if (InUse)
        {
            return;
        }

        _word.Add(Memory.Allocate(QueueOffset + (QueueLength * Bytes), "i8042", RegionKind.Control, fields: s_fields, title: "i8042"));
        _lines.Add(_kernel.Interrupts.Require(KeyboardIrq));
        _actor.Add(new DeviceActor(_kernel.Computer, _kernel.Host, "keyboard", this));
    }

    /// <summary>The mouse's line is there as well, while the machine is being built.</summary>
    internal IrqLine RequireMouse()
    {
        var line = _kernel.Interrupts.Require(MouseIrq);
        if (_lines.Count == 1)
        {
            _lines.Add(line);
        }

        return line;
    }

    /// <summary>
    /// A byte more for the keyboard to send: while the machine is being built, or between two steps by who drives a machine
    /// by hand. A schedule that is to be replayed says nothing of it: its stage must have all bytes from the beginning.
    /// </summary>
    /// <param name="code">The scan code, or a byte of the mouse (<see cref="Mouse"/>).</param>
    /// <returns>False if the keyboard's queue is full: it beeps.</returns>
    public bool Press(int code)
    {
        if (!InUse)
        {
            throw new MachineException("a key was pressed where there is no keyboard: the stage must have one");
        }

        int count = Waiting;
        if (count == QueueLength)
        {
            return false;
        }

        if ((code & Mouse) != 0)
        {
            RequireMouse();
        }

        long head = Memory.Peek(_word[0] + HeadOffset);
        Memory.Poke(_word[0] + (QueueOffset + ((int)((head + count) % QueueLength) * Bytes)), code);
        Memory.Poke(_word[0] + CountOffset, count + 1);
        _actor[0].Refresh();
        return true;
    }

    /// <inheritdoc/>
    long IDeviceWork.Step(DeviceActor device)
    {
        long head = Memory.Peek(_word[0] + HeadOffset);
        int code = (int)Memory.Peek(_word[0] + (QueueOffset + ((int)head * Bytes)));
        Memory.Poke(_word[0] + HeadOffset, (head + 1) % QueueLength);
        Memory.Poke(_word[0] + CountOffset, Waiting - 1);
        Memory.Poke(_word[0] + SentOffset, Sent + 1);
        bool fromMouse = (code & Mouse) != 0;
        Memory.Poke(_word[0] + DataOffset, code & 0xff);
        Memory.Poke(_word[0] + StatusOffset, OutputBufferFull | (fromMouse ? FromMouse : 0));
        var line = _lines[fromMouse ? 1 : 0];
        device.RaiseLine(line.Number, line.Pending, line.Target);
        if (_kernel.Recording)
        {
            _kernel.Computer.Note($"{(fromMouse ? "mouse" : "keyboard")} sends {code & 0xff:x}");
        }

        return code & 0xff;
    }

    /// <summary>inb(port): one step, at one of the two ports; there is nothing at any other.</summary>
    internal Step<InbBody> Inb(int port, Site site)
    {
        var word = !InUse ? Address.Null : port switch
        {
            StatusPort => _word[0] + StatusOffset,
            DataPort => _word[0] + DataOffset,
            _ => Address.Null,
        };
        _kernel.Computer.Announce(Operation.Kernel, word, site, argument: port);
        return new Step<InbBody>(_kernel.Computer, new InbBody(this, word, port));
    }

    /// <summary>What a CPU reads. Inside a step.</summary>
    internal long Read(Address word, int port)
    {
        long value = word.IsNull ? NothingThere : Memory.Peek(word);
        if (port == DataPort && !word.IsNull)
        {
            long status = Memory.Peek(_word[0] + StatusOffset);
            Memory.Poke(_word[0] + StatusOffset, status & ~OutputBufferFull);
            _actor[0].Refresh();
            if (_kernel.Recording)
            {
                _kernel.Computer.Note($"inb(0x60): {value:x}{((status & OutputBufferFull) == 0 ? ", read before" : (status & FromMouse) != 0 ? ", from the mouse" : "")}");
            }
        }
        else if (_kernel.Recording)
        {
            _kernel.Computer.Note($"inb(0x{port:x}): {value:x2}");
        }

        return value;
    }

    /// <summary>Reads what decides whether the keyboard can go on.</summary>
    internal void ReadConditions(int agent)
    {
        if (InUse && _actor[0].Agent.Id == agent)
        {
            _ = ((IDeviceWork)this).CanStep;
        }
    }
}

/// <summary>The body of inb: the byte.</summary>
public readonly struct InbBody : IStepBody
{
    private readonly I8042 _controller;
    private readonly Address _word;
    private readonly int _port;

    internal InbBody(I8042 controller, Address word, int port)
    {
        _controller = controller;
        _word = word;
        _port = port;
    }

    /// <inheritdoc/>
    public long Run(Computer computer) => _controller.Read(_word, _port);
}
