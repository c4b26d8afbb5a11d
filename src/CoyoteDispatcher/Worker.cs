namespace Smp.CoyoteDispatcher;

/// <summary>
/// A thread that carries mailbox runs, one at a time. A run that waits for its turn holds it: that is how Coyote makes
/// operations wait.
/// </summary>
internal sealed class Worker
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly Thread _thread;
    private MailboxRun? _run;

    internal Worker() =>
        _thread = new Thread(Loop) { IsBackground = true, Name = "mailbox runs under Coyote" };

    /// <summary>Set by <see cref="Iteration"/> under its lock: the thread was interrupted, and ends with its run.</summary>
    internal bool IsRetired { get; set; }

    /// <summary>Without the context of whoever happened to need one more thread, which would live as long as the thread.</summary>
    internal void Start() => _thread.UnsafeStart();

    internal void Give(MailboxRun run)
    {
        lock (_gate)
        {
            _run = run;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes it out of wherever it waits, unless that is the calling thread itself.</summary>
    internal void Interrupt()
    {
        if (_thread == Thread.CurrentThread)
            return;
        IsRetired = true;
        _thread.Interrupt();
    }

    private void Loop()
    {
        try
        {
            while (Take() is { } run)
            {
                run.Execute();
                bool isClean = CoyoteThread.TryClean();
                if (!run.Iteration.TryLeave(this) || !isClean)
                    break;
                WorkerPool.Return(this);
            }
        }
        catch (ThreadInterruptedException)
        {
            // Interrupted late, on its way out of a run: it ends, as it would have anyway.
        }
        finally
        {
            WorkerPool.Gone();
        }
    }

    private MailboxRun? Take()
    {
        lock (_gate)
        {
            while (_run is null)
            {
                if (!Monitor.Wait(_gate, Idle) && WorkerPool.TryDismiss(this))
                    return null;
            }
            MailboxRun run = _run;
            _run = null;
            return run;
        }
    }
}
