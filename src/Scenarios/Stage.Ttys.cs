using Smp.Kernel;

namespace Smp.Scenarios;

public sealed partial class Stage
{
    /// <summary>
    /// A session: <paramref name="leader"/> leads it, the others were forked by it at the end of the stage. The first terminal that the
    /// leader opens becomes that of the session.
    /// </summary>
    /// <param name="leader">Its leader.</param>
    /// <param name="others">Who else is in it.</param>
    public void Session(UserProcess leader, params UserProcess[] others)
    {
        ArgumentNullException.ThrowIfNull(leader);
        ArgumentNullException.ThrowIfNull(others);
        Describe($"session of {leader.Task.Command}: {string.Join(' ', others.Select(process => process.Task.Command))}");
        Kernel.Ttys.AddSession(leader.Task, [.. others.Select(process => process.Task)]);
    }

    /// <summary>A virtual console, from 1: its file is <c>/dev/tty1</c>.</summary>
    public TtyLine Console(int number)
    {
        Describe($"console {number}");
        return Kernel.Ttys.Line($"tty{number}");
    }

    /// <summary>A serial line, <c>/dev/ttyS0</c>, whose driver takes so many characters until they are sent, which may be at any moment.</summary>
    /// <param name="room">How many.</param>
    public TtyLine SerialLine(int room)
    {
        Describe($"serial line {room}");
        var line = Kernel.Ttys.AddSerial("ttyS0", room);
        Kernel.Ttys.Drains(line);
        return line;
    }

    private void InheritTerminals()
    {
        if (Kernel.Ttys.InUse)
        {
            Kernel.Ttys.Sessions.Inherit();
        }
    }
}
