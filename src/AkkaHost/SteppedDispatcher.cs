using Akka.Configuration;
using Akka.Dispatch;

namespace Smp.AkkaHost;

/// <summary>
/// A dispatcher without threads: mailbox runs wait here until the host lets the next one happen, on whichever thread the
/// computer is used by.
/// </summary>
internal sealed class SteppedDispatcher : MessageDispatcher
{
    internal const string Name = "smp-stepped-dispatcher";

    internal const string Configuration = $$"""
        {{Name}} {
          type = "Smp.AkkaHost.SteppedDispatcherConfigurator, Smp.AkkaHost"
          throughput = 1
        }
        """;

    private readonly Queue<IRunnable> _runs = new();
    private bool _isClosed;

    internal SteppedDispatcher(MessageDispatcherConfigurator configurator)
        : base(configurator)
    {
        Id = Name;
        Throughput = configurator.Config.GetInt("throughput", 1);
        ShutdownTimeout = TimeSpan.Zero;
    }

    /// <summary>Lets mailbox runs happen one after the other, until none waits.</summary>
    internal void RunAll()
    {
        while (Next(TimeSpan.Zero) is { } run)
        {
            run.Run();
        }
    }

    /// <summary>Lets the next mailbox run happen, or waits for one that another thread asks for. False if none came.</summary>
    internal bool RunOne(TimeSpan patience)
    {
        if (Next(patience) is not { } run)
        {
            return false;
        }

        run.Run();
        return true;
    }

    /// <summary>From now on mailbox runs happen as they come, on the thread pool: the computer is given up.</summary>
    internal void Close()
    {
        lock (_runs)
        {
            _isClosed = true;
            while (_runs.TryDequeue(out var run))
            {
                ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
            }
        }
    }

    protected override void ExecuteTask(IRunnable run)
    {
        lock (_runs)
        {
            if (_isClosed)
            {
                ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
                return;
            }

            _runs.Enqueue(run);
            Monitor.Pulse(_runs);
        }
    }

    protected override void Shutdown()
    {
    }

    private IRunnable? Next(TimeSpan patience)
    {
        lock (_runs)
        {
            return _runs.TryDequeue(out var run) || (patience > TimeSpan.Zero && Monitor.Wait(_runs, patience) && _runs.TryDequeue(out run))
                ? run
                : null;
        }
    }
}

/// <summary>Makes the one <see cref="SteppedDispatcher"/> of an actor system; named in its configuration.</summary>
internal sealed class SteppedDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly SteppedDispatcher _dispatcher;

    public SteppedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
        => _dispatcher = new SteppedDispatcher(this);

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
