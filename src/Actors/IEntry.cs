using Smp.Machine;

namespace Smp.Actors;

/// <summary>What a CPU calls when a message arrives: the kernel's doors.</summary>
public interface IEntry
{
    /// <summary>The result of a call that does not come back: the process has ended inside it.</summary>
    const long Terminated = long.MinValue;

    /// <summary>The result of a call that is to be made again, from its beginning: a signal interrupted it.</summary>
    const long Restart = long.MinValue + 1;

    /// <summary>The lock that must be free before a CPU may enter the kernel at all; NULL where there is none.</summary>
    Address EntryNeeds { get; }

    /// <summary>A process has trapped: runs the call as that process, on the CPU it is on.</summary>
    KTask<long> Syscall(in Message message);

    /// <summary>
    /// The last step of a call. True if <paramref name="result"/> may be given to user mode; false if the kernel has more
    /// to do first (a signal), in <see cref="ExitWork"/>.
    /// </summary>
    bool Return(int agent, ref long result);

    /// <summary>What has to be done before a process may go back to user mode.</summary>
    KTask<long> ExitWork(int agent, long result);

    /// <summary>Whether a process in user mode has to enter the kernel for a signal before it does anything else.</summary>
    bool MustInterrupt(int agent);

    /// <summary>A process's user program has ended: true if it must call exit to give back what it still has.</summary>
    bool MustExit(int agent);

    /// <summary>A line has become pending on a CPU: look.</summary>
    void Interrupt(int cpu, int line);

    /// <summary>A task may have become runnable: look.</summary>
    void Schedule(int cpu);
}
