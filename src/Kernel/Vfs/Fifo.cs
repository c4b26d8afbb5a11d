using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A FIFO as far as open and close go: a reader sleeps until a writer has come, a writer until a reader has; O_NONBLOCK
/// reads open at once and writes are refused while nobody reads; a signal ends the wait.
/// </summary>
/// <remarks>
/// After fs/fifo.c and fs/pipe.c of 2.6.11: fifo_open, wait_for_partner, pipe_release. Each section under the pipe's own
/// semaphore, which is never held across a sleep, is one step.
/// </remarks>
internal sealed class Fifo
{
    private const int Bytes = 8;
    private const int ReadersWord = 0;
    private const int WritersWord = 1;
    private const int ReadersSoFarWord = 2;
    private const int WritersSoFarWord = 3;
    private const int Words = 4;

    private readonly LinuxKernel _kernel;
    private readonly Address _pipe;
    private readonly WaitQueueHead _wait;

    internal Fifo(LinuxKernel kernel)
    {
        _kernel = kernel;
        _pipe = kernel.Computer.Memory.Allocate(Words * Bytes, "pipe_inode_info", RegionKind.KernelData);
        _wait = kernel.NewWaitQueue("pipe_wait");
    }

    /// <summary>fifo_open(): 0, or -ENXIO, or -ERESTARTSYS. In task context.</summary>
    internal async KTask<int> FifoOpen(OpenFlags flags)
    {
        var site = Here();
        _kernel.Computer.Announce(Operation.Wait, _wait.Address, site);
        long outcome = await new Step<ArriveBody>(_kernel.Computer, new ArriveBody(this, flags));
        while (outcome > 0)
        {
            await _kernel.Schedule(site);
            _kernel.Computer.Announce(Operation.Wait, _wait.Address, site);
            outcome = await new Step<WaitForPartnerBody>(_kernel.Computer, new WaitForPartnerBody(this, flags, outcome));
        }

        return (int)outcome;
    }

    /// <summary>pipe_release(), inside a step.</summary>
    internal void Release(OpenFlags flags)
    {
        Add(ReadersWord, Reads(flags) ? -1 : 0);
        Add(WritersWord, Writes(flags) ? -1 : 0);
        _wait.WakeLocked(TaskState.Interruptible, 1);
    }

    private static bool Reads(OpenFlags flags) => (flags & OpenFlags.WriteOnly) == 0;

    private static bool Writes(OpenFlags flags) => (flags & (OpenFlags.WriteOnly | OpenFlags.ReadWrite)) != 0;

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    private long Get(int word) => _kernel.Computer.Memory.Peek(_pipe + (word * Bytes));

    private long Add(int word, int addend)
    {
        var address = _pipe + (word * Bytes);
        _kernel.Computer.Memory.Poke(address, _kernel.Computer.Memory.Peek(address) + addend);
        return Get(word);
    }

    private void PrepareToWait()
    {
        var task = _kernel.Current;
        _wait.AddLocked(task, exclusive: false);
        task.State = TaskState.Interruptible;
    }

    /// <summary>The first section: 0 if it is open, -ENXIO, or how many partners there have been so far, + 1.</summary>
    internal readonly struct ArriveBody(Fifo fifo, OpenFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            bool nonBlocking = (flags & OpenFlags.NonBlock) != 0;
            bool reads = Reads(flags);
            bool writes = Writes(flags);
            if (writes && !reads && nonBlocking && fifo.Get(ReadersWord) == 0)
            {
                return -Errno.ENXIO;
            }

            bool first = false;
            if (reads)
            {
                fifo.Add(ReadersSoFarWord, 1);
                first |= fifo.Add(ReadersWord, 1) == 1;
            }

            if (writes)
            {
                fifo.Add(WritersSoFarWord, 1);
                first |= fifo.Add(WritersWord, 1) == 1;
            }

            if (first)
            {
                fifo._wait.WakeLocked(TaskState.Interruptible, 1);
            }

            bool alone = (reads && writes) ? false : fifo.Get(reads ? WritersWord : ReadersWord) == 0;
            if (!alone || (reads && nonBlocking))
            {
                return 0;
            }

            fifo.PrepareToWait();
            return fifo.Get(reads ? WritersSoFarWord : ReadersSoFarWord) + 1;
        }
    }

    /// <summary>After a sleep: 0 if a partner has come, -ERESTARTSYS if a signal has, else ready to sleep again.</summary>
    internal readonly struct WaitForPartnerBody(Fifo fifo, OpenFlags flags, long before) : IStepBody
    {
        public long Run(Computer computer)
        {
            var task = fifo._kernel.Current;
            fifo._wait.RemoveLocked(task);
            task.State = TaskState.Running;
            bool reads = Reads(flags);
            if (task.SignalPending)
            {
                if (fifo.Add(reads ? ReadersWord : WritersWord, -1) == 0)
                {
                    fifo._wait.WakeLocked(TaskState.Interruptible, 1);
                }

                return -Errno.ERESTARTSYS;
            }

            if (fifo.Get(reads ? WritersSoFarWord : ReadersSoFarWord) + 1 != before)
            {
                return 0;
            }

            fifo.PrepareToWait();
            return before;
        }
    }
}
