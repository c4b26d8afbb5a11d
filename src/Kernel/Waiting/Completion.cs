using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A completion: tasks wait for something to be done, whoever has done it says so. Says that are not waited for yet are
/// kept. Waiting in task context, not atomic; completing in any context.
/// </summary>
/// <remarks>
/// After kernel/sched/completion.c of 6.8 (kernel/sched.c of 2.6.11 has the same): waiters are exclusive, so that complete()
/// wakes one; complete_all() stays in force until reinit_completion(). complete() lets go of the queue's lock as the last
/// thing it does, so a waiter may free the completion once its wait has returned: each of the two is one step here.
/// </remarks>
public readonly struct Completion
{
    /// <summary>Bytes a completion takes: how often it was completed, and the wait queue.</summary>
    public const int Size = Bytes + WaitQueueHead.Size;

    /// <summary>What complete_all() sets: done for everybody, until it is made anew.</summary>
    internal const long ForAll = uint.MaxValue;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    internal Completion(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "wait.next", "wait.prev"];

    internal WaitQueueHead Queue => new(_kernel, Address + Bytes);

    /// <summary>init_completion, while the stage is being built or a module loaded: not done.</summary>
    public void Initialise()
    {
        _kernel.Computer.Memory.Poke(Address, 0);
        Queue.Initialise();
    }

    /// <summary>wait_for_completion(): sleeps uninterruptibly until it is done. In task context, not atomic.</summary>
    public KTask Wait([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => WaitLoop(TaskState.Uninterruptible, new Site(file, line, function)).Discard();

    /// <summary>wait_for_completion_interruptible(): the same, but a signal ends the wait. In task context, not atomic.</summary>
    /// <returns>0, or -ERESTARTSYS.</returns>
    public KTask<int> WaitInterruptible([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => WaitLoop(TaskState.Interruptible, new Site(file, line, function));

    /// <summary>try_wait_for_completion(): 1 if it was done, else 0; never sleeps. In any context.</summary>
    public Step<CompletionBody> TryWait([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(Operation.Wait, CompletionCall.TryWait, default, new Site(file, line, function));

    /// <summary>complete(): done once more; wakes one waiter. In any context.</summary>
    public Step<CompletionBody> Complete([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(Operation.Wake, CompletionCall.Complete, default, new Site(file, line, function));

    /// <summary>complete_all(): done for all who wait and all who will; wakes every waiter. In any context.</summary>
    public Step<CompletionBody> CompleteAll([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(Operation.Wake, CompletionCall.CompleteAll, default, new Site(file, line, function));

    /// <summary>reinit_completion(): not done again. In any context, when nobody waits.</summary>
    public Step<CompletionBody> Reinit([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(Operation.Wait, CompletionCall.Reinit, default, new Site(file, line, function));

    private Step<CompletionBody> Make(Operation operation, CompletionCall call, TaskState state, Site site)
    {
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(operation, Address, site, Bytes);
        return new Step<CompletionBody>(_kernel.Computer, new CompletionBody(this, _kernel, call, state));
    }

    private async KTask<int> WaitLoop(TaskState state, Site site)
    {
        while (true)
        {
            long done = await Make(Operation.Wait, CompletionCall.Wait, state, site);
            if (done != 0)
            {
                return done == 1 ? 0 : -Errno.ERESTARTSYS;
            }

            await _kernel.Schedule(site);
        }
    }
}

internal enum CompletionCall
{
    Wait,
    TryWait,
    Complete,
    CompleteAll,
    Reinit,
}

/// <summary>The body of the operations on a completion: one section under the lock of its queue.</summary>
public readonly struct CompletionBody : IStepBody
{
    private readonly Completion _completion;
    private readonly LinuxKernel _kernel;
    private readonly CompletionCall _call;
    private readonly TaskState _state;

    internal CompletionBody(Completion completion, LinuxKernel kernel, CompletionCall call, TaskState state)
    {
        _completion = completion;
        _kernel = kernel;
        _call = call;
        _state = state;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_call == CompletionCall.Wait && AtomicContext.Refuses(_kernel, "wait_for_completion()"))
        {
            return 1;
        }

        long done = computer.Memory.Peek(_completion.Address);
        if (computer.Recording)
        {
            computer.Note($"{CallName(_call)}({computer.Memory.NameOf(_completion.Address)}){(_call == CompletionCall.Wait && done == 0 ? ": not done yet" : "")}");
        }

        switch (_call)
        {
            case CompletionCall.Reinit:
                computer.Memory.Poke(_completion.Address, 0);
                return 0;
            case CompletionCall.Complete or CompletionCall.CompleteAll:
                bool all = _call == CompletionCall.CompleteAll;
                computer.Release(_completion.Address);
                computer.Memory.Poke(_completion.Address, all ? Completion.ForAll : done == Completion.ForAll ? done : done + 1);
                return _completion.Queue.WakeLocked(TaskState.Normal, all ? 0 : 1);
            default:
                return done != 0 ? Take(computer, done) : _call == CompletionCall.TryWait ? 0 : Sleep();
        }
    }

    private static string CallName(CompletionCall call) => call switch
    {
        CompletionCall.Complete => "complete",
        CompletionCall.CompleteAll => "complete_all",
        CompletionCall.Reinit => "reinit_completion",
        CompletionCall.TryWait => "try_wait_for_completion",
        _ => "wait_for_completion",
    };

    private long Take(Computer computer, long done)
    {
        computer.Acquire(_completion.Address);
        if (done != Completion.ForAll)
        {
            computer.Memory.Poke(_completion.Address, done - 1);
        }

        if (_call == CompletionCall.Wait)
        {
            var task = _kernel.Current;
            _completion.Queue.RemoveLocked(task);
            task.State = TaskState.Running;
        }

        return 1;
    }

    private long Sleep()
    {
        var task = _kernel.Current;
        if (_state == TaskState.Interruptible && task.SignalPending)
        {
            _completion.Queue.RemoveLocked(task);
            task.State = TaskState.Running;
            return 2;
        }

        _completion.Queue.AddLocked(task, exclusive: true);
        task.State = _state;
        return 0;
    }
}
