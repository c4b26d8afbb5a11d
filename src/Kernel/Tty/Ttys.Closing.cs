using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class Ttys
{
    /// <summary>
    /// vhangup(2): 0, or EPERM for all but root. Whoever has the caller's terminal open is cut off from it, and the leader of its session
    /// gets SIGHUP. (It gets SIGCONT as well, which here is nothing: nobody is ever stopped.)
    /// </summary>
    internal async KTask<long> Vhangup()
    {
        if (_kernel.Current.EffectiveUserId != 0)
        {
            return -Errno.EPERM;
        }

        await Lock("do_tty_hangup");
        long leader = await HangUp() - 1;
        if (leader >= 0)
        {
            await _kernel.Signals.Kill(_kernel.TaskOf((int)leader).Pid, SignalSet.Hangup);
        }

        await Unlock("do_tty_hangup");
        return 0;
    }

    /// <summary>Whether the end of a process has anything to do with its terminal.</summary>
    internal bool MustExit(TaskStruct task) => InUse && task == task.Leader && !Sessions.Get(task).IsNull;

    /// <summary>
    /// disassociate_ctty(1), when the leader of a session ends: the terminal is hung up and belongs to nobody of the session; and of
    /// any other process, in 6.8, its reference is dropped.
    /// </summary>
    internal async KTask ExitProcess()
    {
        if (!MustExit(_kernel.Current))
        {
            return;
        }

        if (Sessions.IsLeader(_kernel.Current))
        {
            await Lock("disassociate_ctty");
            await HangUp();
            await Unlock("disassociate_ctty");
            return;
        }

        Computer.Announce(Operation.Reference, Sessions.TtyOf(_kernel.Current).Address, Here("__exit_signal"));
        await new Step<ExitSignalBody>(Computer, new ExitSignalBody(this));
    }

    /// <summary>The last close of a file, or of what a module has open: with the last one the tty goes.</summary>
    private KTask ReleaseDev(TtyStruct tty, TtyLine line) => IsModern ? Release68(tty, line) : Release26(tty, line);

    /// <summary>
    /// tty_release of 2.6.11: con_close takes the console's pointer away under tty_sem and the console semaphore, then nobody has the
    /// tty as his terminal any more, then it is freed: all that under the big kernel lock, but for the sleeps in it.
    /// </summary>
    private async KTask Release26(TtyStruct tty, TtyLine line)
    {
        await Lock("tty_release");
        if (IsConsole(line))
        {
            await TtySem.Down(function: "con_close");
            await ForgetConsole(tty, "con_close", keepsData: false);
            await TtySem.Up(function: "con_close");
        }

        if (await CountDown(tty, line, "release_dev") == 0)
        {
            Computer.Announce(Operation.Allocate, tty.Address, Here("release_mem"), TtyStruct.Size);
            await new Step<ReleaseMemBody>(Computer, new ReleaseMemBody(this, tty, line));
        }

        await Unlock("tty_release");
    }

    /// <summary>
    /// tty_release of 6.8: the count and the session under the tty's lock, then release_tty under tty_mutex, in which con_shutdown
    /// takes the console's pointer away and the reference of the files is dropped.
    /// </summary>
    private async KTask Release68(TtyStruct tty, TtyLine line)
    {
        if (await CountDown(tty, line, "tty_release") != 0)
        {
            return;
        }

        await TtySem.Down(function: "tty_release");
        if (IsConsole(line))
        {
            await ForgetConsole(tty, "con_shutdown", keepsData: true);
        }

        Computer.Announce(Operation.Reference, tty.Address, Here("release_tty"), Bytes);
        await new Step<ReleaseMemBody>(Computer, new ReleaseMemBody(this, tty, line));
        await TtySem.Up(function: "tty_release");
    }

    private async KTask ForgetConsole(TtyStruct tty, string function, bool keepsData)
    {
        await Consoles.Semaphore.Down(function: function);
        Computer.Announce(Operation.Kernel, tty.Address, Here(function));
        await new Step<ConCloseBody>(Computer, new ConCloseBody(this, tty, keepsData));
        await Consoles.Semaphore.Up(function: function);
    }

    private async KTask<long> CountDown(TtyStruct tty, TtyLine line, string function)
    {
        Computer.Announce(Operation.Reference, tty.Address, Here(function));
        return await new Step<CountDownBody>(Computer, new CountDownBody(this, tty, line));
    }

    /// <summary>
    /// do_tty_hangup of the current process's terminal, if it has one; the big kernel lock is the caller's. Gives the session that it
    /// was the terminal of, as <see cref="TtyStruct.Session"/> has it.
    /// </summary>
    private Step<HangUpBody> HangUp()
    {
        Computer.Announce(Operation.Kernel, Sessions.TtyOf(_kernel.Current).Address, Here("do_tty_hangup"));
        return new Step<HangUpBody>(Computer, new HangUpBody(this));
    }

    /// <summary>tty_kref_put: with the last reference the tty goes. Inside a step.</summary>
    /// <remarks>
    /// The kernel has a work do it (queue_release_one_tty), at once or later. Here it is done at once: a work would only come between
    /// two steps of somebody else, where this step may come just as well.
    /// </remarks>
    private void KrefPut(TtyStruct tty, int references)
    {
        tty.References -= references;
        if (tty.References == 0)
        {
            Free(tty);
        }
    }

    private void Free(TtyStruct tty)
    {
        Computer.Memory.SetShadow(tty.Address, TtyStruct.Size, Shadow.Freed);
        if (Computer.Recording)
        {
            Computer.Note("the tty_struct is freed");
        }
    }

    /// <summary>Nobody in the session has the tty as terminal: session_clear_tty. Inside a step.</summary>
    private void ClearSession(TtyStruct tty)
    {
        int had = Sessions.Clear(tty);
        tty.Session = 0;
        if (IsModern && had > 0)
        {
            KrefPut(tty, had);
        }
    }

    private readonly struct ConCloseBody(Ttys ttys, TtyStruct tty, bool keepsData) : IStepBody
    {
        public long Run(Computer computer)
        {
            bool isLast = keepsData || tty.Count == 1;
            var data = new Address((int)computer.Memory.Peek(tty.DriverDataAddress));
            if (!isLast || data.IsNull)
            {
                return 0;
            }

            ttys.Consoles.SetTty(data, Address.Null);
            if (!keepsData)
            {
                computer.Memory.Poke(tty.DriverDataAddress, 0);
            }

            if (computer.Recording)
            {
                computer.Note($"tty{tty.Index + 1} is not open any more");
            }

            return 1;
        }
    }

    private readonly struct CountDownBody(Ttys ttys, TtyStruct tty, TtyLine line) : IStepBody
    {
        public long Run(Computer computer)
        {
            var closed = tty;
            long left = --closed.Count;
            if (computer.Recording)
            {
                computer.Note($"{line.Name}: count {left}");
            }

            if (left == 0)
            {
                ttys.ClearSession(tty);
            }

            return left;
        }
    }

    private readonly struct ReleaseMemBody(Ttys ttys, TtyStruct tty, TtyLine line) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (line.Tty.Address == tty.Address)
            {
                line.Tty = default;
            }

            if (ttys.IsModern)
            {
                ttys.KrefPut(tty, 1);
            }
            else
            {
                ttys.Free(tty);
            }

            return 0;
        }
    }

    private readonly struct HangUpBody(Ttys ttys) : IStepBody
    {
        public long Run(Computer computer)
        {
            var tty = ttys.Sessions.Get(ttys._kernel.Current);
            if (tty.IsNull)
            {
                return 0;
            }

            if (computer.Recording)
            {
                computer.Note($"hangup of {ttys.LineOf(tty).Name}");
            }

            long session = tty.Session;
            tty.IsHungUp = true;
            ttys.ClearSession(tty);
            return session;
        }
    }

    private readonly struct ExitSignalBody(Ttys ttys) : IStepBody
    {
        public long Run(Computer computer)
        {
            var task = ttys._kernel.Current;
            var tty = ttys.Sessions.Get(task);
            if (!tty.IsNull)
            {
                ttys.Sessions.Set(task, default);
                if (ttys.IsModern)
                {
                    ttys.KrefPut(tty, 1);
                }
            }

            return 0;
        }
    }
}
