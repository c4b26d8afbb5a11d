using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class Ttys
{
    /// <summary>The file that stands for the terminal of whoever opens it.</summary>
    internal const string OwnPath = "/dev/tty";

    private const int NoControllingTty = 0x100;

    /// <summary>The paths of the terminals there are.</summary>
    internal IEnumerable<string> Paths => InUse ? [OwnPath, .. _parts.Value.Lines.Select(line => line.Path)] : [];

    /// <summary>Whether a path is that of a terminal.</summary>
    internal bool Knows(string path) => InUse && IsTerminal(path);

    // Apart, so that where there are no terminals nothing is made to compare paths with.
    private bool IsTerminal(string path) => path == OwnPath || _parts.Value.Lines.Exists(line => line.Path == path);

    /// <summary>Whether a file is open on a terminal.</summary>
    internal bool IsOpenOn(OpenFile file) => InUse && LineOf(file) is not null;

    /// <summary>
    /// open(2) of a file of a terminal: a descriptor, or ENXIO for /dev/tty where there is none, or EIO. The leader of a session that
    /// has no terminal gets this one, if nobody has it, unless O_NOCTTY is given.
    /// </summary>
    internal async KTask<long> Open(string path, OpenFlags flags)
    {
        await Lock("chrdev_open");
        long result = -Errno.ENXIO;
        if (await LineAt(path) is { } line)
        {
            var tty = await InitDev(line);
            result = -Errno.EIO;
            if (!tty.IsNull)
            {
                Computer.Announce(Operation.Kernel, tty.Address, Here("tty_open"));
                result = _kernel.Vfs.Install(new OpenFile(_kernel, new Address((int)await new Step<TtyOpenBody>(Computer, new TtyOpenBody(this, line, tty, flags)))));
            }
        }

        await Unlock("chrdev_open");
        return result;
    }

    /// <summary>The last reference to a file of a terminal is gone: tty_release.</summary>
    internal KTask Release(OpenFile file) => ReleaseDev(new TtyStruct(_kernel, file.PrivateData), LineOf(file)!);

    /// <summary>
    /// write(2): the whole text, as long as the line takes it, in pieces that nobody else's come between; EIO after a hang-up. In
    /// 2.6.11 the driver is called under the big kernel lock.
    /// </summary>
    /// <remarks>tty_write and do_tty_write, and write_chan of the line discipline, which here changes nothing in the text.</remarks>
    internal async KTask<long> Write(OpenFile file, Address buffer, long length)
    {
        var tty = new TtyStruct(_kernel, file.PrivateData);
        var line = LineOf(file)!;
        if (tty.IsHungUp)
        {
            return -Errno.EIO;
        }

        if (length > TtyLine.MostInOneWrite)
        {
            throw new MachineException($"a write of {length} bytes to {line.Path}; the model has room for {TtyLine.MostInOneWrite}");
        }

        if (await tty.WriteLock.DownInterruptible(function: "do_tty_write") != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        long result = -Errno.EFAULT;
        if (await _kernel.UserAccess.CopyFromUser(line.WriteBuffer, buffer, (int)length, Here("do_tty_write")) == 0)
        {
            await Lock("do_tty_write");
            result = await WriteAll(tty, line, (int)length);
            await Unlock("do_tty_write");
        }

        await tty.WriteLock.Up(function: "do_tty_write");
        return result;
    }

    /// <summary>ioctl(2): EIO after a hang-up, else what the driver says.</summary>
    internal async KTask<long> Ioctl(OpenFile file, uint command, long argument)
    {
        var tty = new TtyStruct(_kernel, file.PrivateData);
        if (tty.IsHungUp)
        {
            return -Errno.EIO;
        }

        await Lock("sys_ioctl");
        long result = IsConsole(LineOf(file)!) ? await VtIoctl(tty.Address, command, argument, Here("tty_ioctl")) : -Errno.ENOTTY;
        await Unlock("sys_ioctl");
        return result;
    }

    private TtyLine? LineOf(OpenFile file) => _parts.Value.Lines.Find(line => line.Inode.Address == file.Inode);

    /// <summary>The line of a path: of /dev/tty, that of the terminal of the current process.</summary>
    private async KTask<TtyLine?> LineAt(string path)
    {
        if (path != OwnPath)
        {
            return _parts.Value.Lines.Find(line => line.Path == path);
        }

        Computer.Announce(Operation.Kernel, Sessions.TtyOf(_kernel.Current).Address, Here("tty_open"));
        long index = await new Step<OwnLineBody>(Computer, new OwnLineBody(this));
        return index < 0 ? null : _parts.Value.Lines[(int)index];
    }

    private async KTask<long> WriteAll(TtyStruct tty, TtyLine line, int length)
    {
        int done = 0;
        while (true)
        {
            done += await DriverWrite(tty, line.WriteBuffer + done, length - done, Here("write_chan"));
            if (done == length)
            {
                return done;
            }

            if (await WaitUntilSent(tty, Here("write_chan")) != 0)
            {
                return done > 0 ? done : -Errno.ERESTARTSYS;
            }
        }
    }

    /// <summary>The end of tty_open: the struct file, and the controlling terminal.</summary>
    private readonly struct TtyOpenBody(Ttys ttys, TtyLine line, TtyStruct tty, OpenFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = ttys._kernel;
            var address = computer.AllocateHeap(OpenFile.SizeWithPrivateData, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario opens too many files in one run");
            }

            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, OpenFile.SizeWithPrivateData, $"struct file of {kernel.Current}", fields: OpenFile.Fields);
            }

            var file = new OpenFile(kernel, address) { Operations = Address.Null, Inode = line.Inode.Address, Count = 1, PrivateData = tty.Address };
            file.SetFlags(flags);
            computer.Memory.Poke(file.Position.Address, 0);
            var leader = kernel.Current.Leader;
            if (((int)flags & NoControllingTty) == 0 && ttys.Sessions.IsLeader(leader) && ttys.Sessions.Get(leader).IsNull && tty.Session == 0)
            {
                var own = tty;
                own.Session = leader.Agent + 1;
                own.References++;
                ttys.Sessions.Set(leader, own);
            }

            return address.Value;
        }
    }

    private readonly struct OwnLineBody(Ttys ttys) : IStepBody
    {
        public long Run(Computer computer)
        {
            var tty = ttys.Sessions.Get(ttys._kernel.Current);
            return tty.IsNull ? -1 : ttys._parts.Value.Lines.IndexOf(ttys.LineOf(tty));
        }
    }
}
