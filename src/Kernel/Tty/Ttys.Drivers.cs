using System.Globalization;
using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class Ttys
{
    /// <summary>
    /// What takes the characters off a serial line, while the computer is being built: whenever there are any it takes all of them, and
    /// wakes whoever waits for room.
    /// </summary>
    /// <remarks>It stands for the device and for the interrupt with which the device says that it is done.</remarks>
    public void Drains(TtyLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var queue = _kernel.NewWaitQueue($"transmitter of {line.Name}");
        _parts.Value.Transmitters.Add((line, queue));
        _kernel.AddKernelThread($"{line.Name} transmitter", () => Transmit(line, queue), daemon: true);
    }

    /// <summary>
    /// driver-&gt;write(tty, text, count), driver-&gt;ops-&gt;write in 6.8: how many characters it took, which may be fewer. Of a console
    /// it takes all, under the console semaphore, and may sleep for that; on a serial line as many as there is room for, under a
    /// spinlock.
    /// </summary>
    /// <remarks>After con_write (drivers/char/vt.c) and uart_write (drivers/serial/serial_core.c) of 2.6.11.</remarks>
    /// <param name="tty">The tty.</param>
    /// <param name="text">Kernel memory.</param>
    /// <param name="count">How many characters.</param>
    /// <param name="site">Who calls it.</param>
    internal async KTask<int> DriverWrite(TtyStruct tty, Address text, int count, Site site)
    {
        if (Computer.Memory.Peek(tty.Address) == _parts.Value.SerialDriver.Value)
        {
            return (int)await Put(tty, text, count, "uart_write", site);
        }

        await Consoles.Semaphore.Down(function: "con_write");
        long taken = await Put(tty, text, count, "con_write", site);
        await Consoles.Semaphore.Up(function: "con_write");
        return (int)taken;
    }

    /// <summary>tty_wait_until_sent: sleeps while the driver holds characters that are not sent. 0, or -ERESTARTSYS. In task context.</summary>
    internal KTask<int> WaitUntilSent(TtyStruct tty, Site site)
        => WaitEvent.Interruptible(_kernel, tty.WriteWait, () => IsSent(tty), exclusive: false, site);

    private Step<PutBody> Put(TtyStruct tty, Address text, int count, string function, Site site)
    {
        Computer.At(site);
        Computer.Announce(Operation.Kernel, tty.DriverDataAddress, Here(function), Bytes);
        return new Step<PutBody>(Computer, new PutBody(this, tty, text, count));
    }

    private async KTask<bool> IsSent(TtyStruct tty)
    {
        Computer.Announce(Operation.Kernel, tty.DriverDataAddress, Here("tty_wait_until_sent"), Bytes);
        return await new Step<IsSentBody>(Computer, new IsSentBody(this, tty)) != 0;
    }

    private async KTask Transmit(TtyLine line, WaitQueueHead queue)
    {
        var site = Here("transmit_chars");
        while (true)
        {
            await WaitEvent.Uninterruptible(_kernel, queue, () => HasText(line), exclusive: false, site);
            Computer.Announce(Operation.Kernel, line.Address, site);
            await new Step<TransmitBody>(Computer, new TransmitBody(line));
            Computer.LoopHead(Computer.Current, 0, site.Line);
        }
    }

    private async KTask<bool> HasText(TtyLine line)
    {
        Computer.Announce(Operation.Kernel, line.Address, Here("transmit_chars"));
        return await new Step<HasTextBody>(Computer, new HasTextBody(line)) != 0;
    }

    /// <summary>The section of a driver's write under its own lock.</summary>
    private readonly struct PutBody(Ttys ttys, TtyStruct tty, Address text, int count) : IStepBody
    {
        public long Run(Computer computer)
        {
            var line = ttys.LineOf(tty);
            if (IsConsole(line) && computer.Memory.Peek(tty.DriverDataAddress) == 0)
            {
                // "vt: argh, driver_data is NULL !"
                return 0;
            }

            int taken = line.Take(text, count);
            foreach (var (of, queue) in ttys._parts.Value.Transmitters)
            {
                if (of == line && taken > 0)
                {
                    queue.WakeLocked(TaskState.Normal, 0);
                }
            }

            if (computer.Recording)
            {
                computer.Note(string.Create(CultureInfo.InvariantCulture, $"{line.Name} takes {taken} of {count} character{(count == 1 ? "" : "s")}"));
            }

            return taken;
        }
    }

    private readonly struct IsSentBody(Ttys ttys, TtyStruct tty) : IStepBody
    {
        public long Run(Computer computer)
        {
            var line = ttys.LineOf(tty);
            return line.Room == (line.BufferSize ?? 0) ? 1 : 0;
        }
    }

    private readonly struct HasTextBody(TtyLine line) : IStepBody
    {
        public long Run(Computer computer) => line.Room < line.BufferSize ? 1 : 0;
    }

    /// <summary>The buffer is empty, and tty_wakeup.</summary>
    private readonly struct TransmitBody(TtyLine line) : IStepBody
    {
        public long Run(Computer computer)
        {
            line.Room = line.BufferSize ?? 0;
            if (!line.Tty.IsNull)
            {
                line.Tty.WriteWait.WakeLocked(TaskState.Normal, 0);
            }

            if (computer.Recording)
            {
                computer.Note($"all that {line.Name} had is sent");
            }

            return 0;
        }
    }
}
