using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A reader-writer semaphore: many readers or one writer, and those who wait sleep. In task context, not atomic.
/// </summary>
/// <remarks>
/// After lib/rwsem.c of 2.6.11 and kernel/locking/rwsem.c of 6.8, without the order of the queue: a reader gets in whenever
/// no writer is inside. What could only hang because a writer waits in front of a reader is not found.
/// </remarks>
public readonly struct KernelRwSemaphore
{
    /// <summary>Bytes it takes: the count (readers, or -1 for a writer) and the wait queue.</summary>
    public const int Size = Bytes + WaitQueueHead.Size;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    internal KernelRwSemaphore(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "wait.next", "wait.prev"];

    internal WaitQueueHead Queue => new(_kernel, Address + Bytes);

    /// <summary>init_rwsem, while the stage is being built or a module loaded.</summary>
    public void Initialise()
    {
        _kernel.Computer.Memory.Poke(Address, 0);
        Queue.Initialise();
    }

    /// <summary>down_read().</summary>
    public KTask DownRead([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => TakeLoop(RwSemCall.DownRead, new Site(file, line, function));

    /// <summary>down_write().</summary>
    public KTask DownWrite([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => TakeLoop(RwSemCall.DownWrite, new Site(file, line, function));

    /// <summary>up_read().</summary>
    public Step<RwSemBody> UpRead([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(Operation.Unlock, RwSemCall.UpRead, new Site(file, line, function));

    /// <summary>up_write().</summary>
    public Step<RwSemBody> UpWrite([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(Operation.Unlock, RwSemCall.UpWrite, new Site(file, line, function));

    /// <summary>downgrade_write(): from the only writer to a reader, with nobody in between.</summary>
    public Step<RwSemBody> DowngradeWrite([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(Operation.Unlock, RwSemCall.Downgrade, new Site(file, line, function));

    private Step<RwSemBody> Make(Operation operation, RwSemCall call, Site site)
    {
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(operation, Address, site, Bytes);
        return new Step<RwSemBody>(_kernel.Computer, new RwSemBody(this, _kernel, call));
    }

    private async KTask TakeLoop(RwSemCall call, Site site)
    {
        while (await Make(Operation.Wait, call, site) == 0)
        {
            await _kernel.Schedule(site, forLock: true);
        }
    }
}

internal enum RwSemCall
{
    DownRead,
    DownWrite,
    UpRead,
    UpWrite,
    Downgrade,
}

/// <summary>The body of the operations on a reader-writer semaphore: one section under the lock of its queue.</summary>
public readonly struct RwSemBody : IStepBody
{
    private const int Writer = -1;
    private readonly KernelRwSemaphore _semaphore;
    private readonly LinuxKernel _kernel;
    private readonly RwSemCall _call;

    internal RwSemBody(KernelRwSemaphore semaphore, LinuxKernel kernel, RwSemCall call)
    {
        _semaphore = semaphore;
        _kernel = kernel;
        _call = call;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        bool takes = _call is RwSemCall.DownRead or RwSemCall.DownWrite;
        if (takes && AtomicContext.Refuses(_kernel, _call == RwSemCall.DownRead ? "down_read()" : "down_write()"))
        {
            return 1;
        }

        long count = computer.Memory.Peek(_semaphore.Address);
        bool isFree = _call == RwSemCall.DownRead ? count >= 0 : count == 0;
        if (computer.Recording)
        {
            computer.Note($"{NameOf(_call)}({computer.Memory.NameOf(_semaphore.Address)}){(takes && !isFree ? ": has to wait" : "")}");
        }

        return takes ? Take(computer, count, isFree) : Give(computer, count);
    }

    private static string NameOf(RwSemCall call) => call switch
    {
        RwSemCall.DownRead => "down_read",
        RwSemCall.DownWrite => "down_write",
        RwSemCall.UpRead => "up_read",
        RwSemCall.UpWrite => "up_write",
        _ => "downgrade_write",
    };

    private long Take(Computer computer, long count, bool isFree)
    {
        var task = _kernel.Current;
        if (!isFree)
        {
            _semaphore.Queue.AddLocked(task, exclusive: false);
            task.State = TaskState.Uninterruptible;
            return 0;
        }

        computer.Acquire(_semaphore.Address);
        if (_call == RwSemCall.DownWrite)
        {
            computer.Acquire(_semaphore.Queue.Address);
        }

        computer.Memory.Poke(_semaphore.Address, _call == RwSemCall.DownRead ? count + 1 : Writer);
        _semaphore.Queue.RemoveLocked(task);
        task.State = TaskState.Running;
        return 1;
    }

    // Readers come after the writers before them, writers after all: what readers release only writers acquire.
    private long Give(Computer computer, long count)
    {
        bool isOwed = _call == RwSemCall.UpRead ? count > 0 : count == Writer;
        if (!isOwed)
        {
            computer.Complain("unbalanced-lock", _semaphore.Address, $"{NameOf(_call)}({computer.Memory.NameOf(_semaphore.Address)}), which nobody has taken so");
            return 0;
        }

        computer.Release(_call == RwSemCall.UpRead ? _semaphore.Queue.Address : _semaphore.Address);
        long left = _call switch
        {
            RwSemCall.UpRead => count - 1,
            RwSemCall.UpWrite => 0,
            _ => 1,
        };
        computer.Memory.Poke(_semaphore.Address, left);
        _semaphore.Queue.WakeLocked(TaskState.Normal, 0);
        return 1;
    }
}
