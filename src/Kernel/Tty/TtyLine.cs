using System.Text;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// One line of a tty driver, which is there whether or not it is open: its name in /dev, the tty_struct that stands for it while it is
/// open (<c>driver->ttys[index]</c>), what the driver has taken so far, and how much more it would take now.
/// </summary>
public sealed class TtyLine
{
    private const int Bytes = 8;
    private const int LengthOffset = Bytes;
    private const int RoomOffset = 2 * Bytes;
    private const int TextOffset = 3 * Bytes;
    private const int MostText = 256;
    private const int WriteBufferSize = 64;

    private readonly LinuxKernel _kernel;
    private readonly Address _line;

    internal TtyLine(LinuxKernel kernel, Address driver, string name, int index, int? room)
    {
        _kernel = kernel;
        Driver = driver;
        Name = name;
        Index = index;
        BufferSize = room;
        var memory = kernel.Computer.Memory;
        _line = memory.Allocate(TextOffset + MostText, $"output of {name}", RegionKind.Control, fields: ["ttys", "length", "room"]);
        Inode = new Inode(kernel, memory.Allocate(Inode.Size, $"inode of {Path}", RegionKind.KernelData, fields: Inode.Fields));
        WriteBuffer = memory.Allocate(WriteBufferSize, $"write_buf of {name}", RegionKind.Control);
        memory.Poke(_line + RoomOffset, room ?? 0);
    }

    /// <summary>Its name: <c>tty1</c>.</summary>
    public string Name { get; }

    /// <summary>Its file: <c>/dev/tty1</c>.</summary>
    public string Path => $"/dev/{Name}";

    /// <summary>All that the driver has taken: for the clauses of a scenario.</summary>
    public string Output
    {
        get
        {
            _kernel.Computer.RequireInspection("what a terminal shows");
            var text = new StringBuilder();
            for (int i = 0; i < Length; i++)
            {
                text.Append((char)Memory.Read<byte>(_line + TextOffset + i));
            }

            return text.ToString();
        }
    }

    /// <summary>Whether somebody has it open: for the clauses of a scenario.</summary>
    public bool IsOpen => Memory.Peek(_line) != 0;

    internal int Index { get; }

    internal Address Driver { get; }

    internal Inode Inode { get; }

    /// <summary>What stands for its output in a step.</summary>
    internal Address Address => _line;

    /// <summary>How much fits between the driver and the wire; null where the driver writes on a screen, which takes all.</summary>
    internal int? BufferSize { get; }

    /// <summary>tty-&gt;write_buf: where a write(2) is copied to. Guarded by the tty's write lock.</summary>
    internal Address WriteBuffer { get; }

    internal static int MostInOneWrite => WriteBufferSize;

    /// <summary>driver-&gt;ttys[index]. Inside a step.</summary>
    internal TtyStruct Tty
    {
        get => new(_kernel, new Address((int)Memory.Peek(_line)));
        set => Memory.Poke(_line, value.Address.Value);
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    private long Length
    {
        get => Memory.Peek(_line + LengthOffset);
        set => Memory.Poke(_line + LengthOffset, value);
    }

    /// <summary>write_room of a line with a buffer. Inside a step.</summary>
    internal long Room
    {
        get => Memory.Peek(_line + RoomOffset);
        set => Memory.Poke(_line + RoomOffset, value);
    }

    /// <summary>The driver takes as many characters as there is room for. Inside a step.</summary>
    /// <returns>How many it took.</returns>
    internal int Take(Address text, int count)
    {
        int taken = BufferSize is null ? count : (int)Math.Min(count, Room);
        if (Length + taken > MostText)
        {
            throw new MachineException($"more than {MostText} characters were written to {Path}: the scenario writes too much");
        }

        for (int i = 0; i < taken; i++)
        {
            Memory.Write(_line + TextOffset + (int)Length + i, Memory.Read<byte>(text + i));
        }

        Length += taken;
        Room -= BufferSize is null ? 0 : taken;
        return taken;
    }
}
