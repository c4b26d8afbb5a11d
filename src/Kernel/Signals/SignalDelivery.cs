using System.Runtime.CompilerServices;
using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Signals: private to a task or shared by its process, pending in memory, met by a task when it tests for them, when it
/// would sleep interruptibly, and on its way back to user mode.
/// </summary>
/// <remarks>
/// After kernel/signal.c of 2.6.11: __group_complete_signal, do_signal. In 2.0 a task has one signal word. The default
/// action of the stop signals is modelled as that of the fatal ones.
/// </remarks>
public sealed class SignalDelivery
{
    private readonly LinuxKernel _kernel;

    // The processes whose handlers are code of theirs: made on the stage.
    private readonly List<(TaskStruct Task, Address Frame)> _frames = [];

    internal SignalDelivery(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>kill(2): a signal to a process. ESRCH if there is none, EINVAL for a number that is none.</summary>
    internal KTask<long> Kill(int pid, int signal) => SendTo(pid, signal, toProcess: true);

    /// <summary>tkill(2): a signal to one task, into its private set. ESRCH, EINVAL.</summary>
    internal KTask<long> Tkill(int tid, int signal) => SendTo(tid, signal, toProcess: false);

    /// <summary>pause(2): sleeps until a signal.</summary>
    internal async KTask<long> Pause()
    {
        var site = Here();
        _kernel.Computer.Announce(Operation.Wait, _kernel.Current.Address, site);
        await new Step<SetStateBody>(_kernel.Computer, new SetStateBody(_kernel, TaskState.Interruptible));
        await _kernel.Schedule(site);
        return -Errno.ERESTARTNOHAND;
    }

    /// <summary>
    /// A process has a handler that is code of its own: where the kernel puts the number of the signal that it is to run
    /// for, as setup_frame puts it on the user's stack. While the computer is being built.
    /// </summary>
    internal Address AddFrame(TaskStruct task)
    {
        if (FrameOf(task) is { IsNull: false } already)
        {
            return already;
        }

        var frame = _kernel.Computer.Memory.Allocate(8, $"signal frame of {task}", RegionKind.Control);
        _frames.Add((task, frame));
        return frame;
    }

    /// <summary>That place; NULL for a process whose handlers do nothing.</summary>
    internal Address FrameOf(TaskStruct task)
    {
        foreach (var (owner, frame) in _frames)
        {
            if (owner == task)
            {
                return frame;
            }
        }

        return Address.Null;
    }

    /// <summary>do_signal: what a task does about its signals before it may go back to user mode.</summary>
    internal async KTask<long> Deliver(TaskStruct task, long result)
    {
        _kernel.Computer.Announce(Operation.Signal, task.SignalPendingAddress, Here());
        long action = await new Step<DequeueBody>(_kernel.Computer, new DequeueBody(task, FrameOf(task)));
        if (action < 0)
        {
            return await ((KernelEntry)_kernel.Entry).Exit();
        }

        bool handled = action > 0;
        return result switch
        {
            -Errno.ERESTARTNOHAND => handled ? -Errno.EINTR : IEntry.Restart,
            -Errno.ERESTARTSYS => !handled || SignalSet.Has(task.RestartedSignals, (int)action) ? IEntry.Restart : -Errno.EINTR,
            _ => result,
        };
    }

    /// <summary>A sleep of the current task has been refused because a signal is pending. Inside a step.</summary>
    /// <remarks>Only the way back to user mode takes a signal away: who tries again inside the kernel tries for ever.</remarks>
    internal void SleepRefused(WaitQueueHead queue)
    {
        var task = _kernel.Current;
        if (++task.RefusedSleeps == 3)
        {
            _kernel.Computer.Complain(
                "livelock",
                queue.Address,
                $"{task} spins in the kernel: while a signal is pending wait_event_interruptible does not sleep, and its result is ignored");
        }
    }

    /// <summary>
    /// A method has returned: -EINTR is wrong where the pending signals would have let the call be restarted. Inside the
    /// step with which it returned.
    /// </summary>
    internal void CheckInterruption(long result, string call)
    {
        var task = _kernel.Current;
        if (result != -Errno.EINTR || !task.SignalPending)
        {
            return;
        }

        var memory = _kernel.Computer.Memory;
        for (int signal = 1; signal <= SignalSet.Last; signal++)
        {
            int word = (signal - 1) / 32;
            long pending = memory.Peek(task.PrivateSignals(word)) | memory.Peek(task.SharedSignals(word));
            bool isPending = (pending & (1L << ((signal - 1) % 32))) != 0;
            if (isPending && !SignalSet.Has(task.RestartedSignals, signal))
            {
                return;
            }
        }

        _kernel.Computer.Complain(
            "wrong-errno", Address.Null, $"{call} of {task} fails with EINTR although the signal's handler asks for a restart (ERESTARTSYS)");
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    private static void Add(KernelMemory memory, Address word, int bit) => memory.Poke(word, memory.Peek(word) | (1L << bit));

    private async KTask<long> SendTo(int pid, int signal, bool toProcess)
    {
        if (signal is < 0 or > SignalSet.Last)
        {
            return -Errno.EINVAL;
        }

        var target = _kernel.FindTask(pid);
        if (target is null)
        {
            return -Errno.ESRCH;
        }

        if (signal == 0)
        {
            // Only asks whether the process is there.
            return 0;
        }

        _kernel.Computer.Announce(Operation.Signal, target.SignalPendingAddress, Here(function: "send_signal"), argument: signal);
        await new Step<SendBody>(_kernel.Computer, new SendBody(_kernel, target, signal, toProcess));
        return 0;
    }

    /// <summary>send_signal, complete_signal: makes it pending, raises the flag, wakes an interruptible sleeper.</summary>
    private readonly struct SendBody(LinuxKernel kernel, TaskStruct target, int signal, bool toProcess) : IStepBody
    {
        public long Run(Computer computer)
        {
            var memory = computer.Memory;
            if (computer.Recording)
            {
                computer.Note($"send_signal({signal}, {target})");
            }

            int word = (signal - 1) / 32;
            int bit = (signal - 1) % 32;
            bool handled = SignalSet.Has(target.HandledSignals, signal);
            if (!handled && SignalSet.IsIgnored(signal))
            {
                return 0;
            }

            bool fatal = signal == SignalSet.Kill || (!handled && !SignalSet.DumpsCore(signal));
            bool ownSet = !toProcess || kernel.Profile.HasOneSignalWord;
            Add(memory, ownSet ? target.PrivateSignals(word) : target.SharedSignals(word), bit);
            if (!fatal)
            {
                Rouse(target);
                return signal;
            }

            // Every thread of the process is to end.
            foreach (var thread in kernel.Tasks)
            {
                if (thread.Leader == target.Leader)
                {
                    Add(memory, thread.PrivateSignals(0), SignalSet.Kill - 1);
                    Rouse(thread);
                }
            }

            return signal;
        }

        private void Rouse(TaskStruct task)
        {
            kernel.Computer.Release(task.SignalPendingAddress);
            task.SignalPending = true;
            kernel.Scheduler.TryToWakeUp(task, TaskState.Interruptible);
            kernel.PostSignal(task, signal);
        }
    }

    /// <summary>
    /// dequeue_signal, for all that are pending: negative if one of them ends the process, else the number of the last
    /// one that has a handler, 0 if none has.
    /// </summary>
    private readonly struct DequeueBody(TaskStruct task, Address frame) : IStepBody
    {
        public long Run(Computer computer)
        {
            var memory = computer.Memory;
            computer.Acquire(task.SignalPendingAddress);
            long taken = 0;
            for (int word = 0; word < 2; word++)
            {
                long pending = memory.Peek(task.PrivateSignals(word)) | memory.Peek(task.SharedSignals(word));
                memory.Poke(task.PrivateSignals(word), 0);
                memory.Poke(task.SharedSignals(word), 0);
                for (int bit = 0; bit < 32; bit++)
                {
                    if ((pending & (1L << bit)) == 0)
                    {
                        continue;
                    }

                    int signal = (word * 32) + bit + 1;
                    if (signal == SignalSet.Kill || !SignalSet.Has(task.HandledSignals, signal))
                    {
                        task.SignalPending = false;
                        return -signal;
                    }

                    taken = signal;
                }
            }

            task.SignalPending = false;
            if (taken != 0 && !frame.IsNull)
            {
                memory.Poke(frame, taken);
            }

            return taken;
        }
    }

    /// <summary>set_current_state.</summary>
    private readonly struct SetStateBody(LinuxKernel kernel, TaskState state) : IStepBody
    {
        public long Run(Computer computer)
        {
            kernel.Current.State = state;
            return (long)state;
        }
    }
}
