using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Signals: private to a task or shared by its process, pending in memory, met by a task when it tests for them, when it
/// would sleep interruptibly, and on its way back to user mode.
/// </summary>
/// <remarks>After kernel/signal.c of 2.6.11: __group_complete_signal, do_signal. In 2.0 a task has one signal word.</remarks>
public sealed class SignalDelivery
{
    private const ulong CoreDumping = (1UL << SigQuit) | (1UL << 4) | (1UL << 5) | (1UL << 6) | (1UL << 7) | (1UL << 8) | (1UL << 11) | (1UL << 24) | (1UL << 25) | (1UL << 31);
    private const ulong IgnoredByDefault = (1UL << 17) | (1UL << 18) | (1UL << 23) | (1UL << 28);
    private const int SigQuit = 3;
    private const int SigKill = 9;
    private readonly LinuxKernel _kernel;

    internal SignalDelivery(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>kill(2): a signal to a process. ESRCH if there is none, EINVAL for a number that is none.</summary>
    internal async KTask<long> Kill(int pid, int signal)
    {
        if (signal is < 0 or > 63)
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

        await Send(target, signal, toProcess: true, Here());
        return 0;
    }

    /// <summary>pause(2): sleeps until a signal.</summary>
    internal async KTask<long> Pause()
    {
        var site = Here();
        _kernel.Computer.Announce(Operation.Wait, _kernel.Current.Address, site);
        await new Step<SetStateBody>(_kernel.Computer, new SetStateBody(_kernel, TaskState.Interruptible));
        await _kernel.Schedule(site);
        return -Errno.ERESTARTSYS;
    }

    /// <summary>do_signal: what a task does about its signals before it may go back to user mode.</summary>
    internal async KTask<long> Deliver(TaskStruct task, long result)
    {
        _kernel.Computer.Announce(Operation.Signal, task.SignalPendingAddress, Here());
        long action = await new Step<DequeueBody>(_kernel.Computer, new DequeueBody(task));
        if (action < 0)
        {
            return await ((KernelEntry)_kernel.Entry).Exit();
        }

        if (result == -Errno.ERESTARTSYS)
        {
            // Without a handler the call would be started again by itself; a program here asks again in its own words.
            return -Errno.EINTR;
        }

        return result;
    }

    private Step<SendBody> Send(TaskStruct target, int signal, bool toProcess, Site site)
    {
        _kernel.Computer.Announce(Operation.Signal, target.SignalPendingAddress, site, argument: signal);
        return new Step<SendBody>(_kernel.Computer, new SendBody(_kernel, target, signal, toProcess));
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    private static void Add(KernelMemory memory, Address word, int bit) => memory.Poke(word, memory.Peek(word) | (1L << bit));

    /// <summary>send_signal, complete_signal: makes it pending, raises the flag, wakes an interruptible sleeper.</summary>
    internal readonly struct SendBody(LinuxKernel kernel, TaskStruct target, int signal, bool toProcess) : IStepBody
    {
        public long Run(Computer computer)
        {
            var memory = computer.Memory;
            int word = (signal - 1) / 32;
            int bit = (signal - 1) % 32;
            bool handled = (target.HandledSignals & (1UL << signal)) != 0;
            bool fatal = signal == SigKill || (!handled && ((CoreDumping | IgnoredByDefault) & (1UL << signal)) == 0);
            if (!handled && (IgnoredByDefault & (1UL << signal)) != 0)
            {
                return 0;
            }

            bool ownSet = !toProcess || kernel.Profile.HasOneSignalWord;
            Add(memory, ownSet ? target.PrivateSignals(word) : target.SharedSignals(word), bit);
            if (fatal)
            {
                Add(memory, target.PrivateSignals(0), SigKill - 1);
            }

            computer.Release(target.SignalPendingAddress);
            target.SignalPending = true;
            kernel.Scheduler.TryToWakeUp(target, TaskState.Interruptible);
            kernel.PostSignal(target, signal);
            return signal;
        }
    }

    /// <summary>dequeue_signal: the lowest pending signal; -1 if it ends the process, else its number.</summary>
    internal readonly struct DequeueBody(TaskStruct task) : IStepBody
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
                    taken = signal;
                    if (signal == SigKill || (task.HandledSignals & (1UL << signal)) == 0)
                    {
                        task.SignalPending = false;
                        return -signal;
                    }
                }
            }

            task.SignalPending = false;
            return taken;
        }
    }

    /// <summary>set_current_state.</summary>
    internal readonly struct SetStateBody(LinuxKernel kernel, TaskState state) : IStepBody
    {
        public long Run(Computer computer)
        {
            kernel.Current.State = state;
            return (long)state;
        }
    }
}
