using Smp.Exploration;
using Smp.Machine;

namespace Smp.AkkaHost;

/// <summary>
/// A stress test with memory: run after run in which the actors race on Akka.NET's threads, each on all cores. A failing run
/// is a schedule and so has a token; another hunt may need another number of runs to meet it, since threads decide.
/// </summary>
/// <remarks>
/// Data choices are drawn from the seed and the run's number. What races is the order in which mailbox runs take the step
/// lock: where few agents can step at a time, on one CPU without preemption above all, few orders come up, and some that a
/// strategy would choose may never do. Measured on two cores, 2000 runs mostly showed what needs no switch at
/// all, and of what needs one in the right place little; on busy cores a thousand runs were often a handful of schedules.
/// How much was raced is said by the number of distinct schedules in the result.
/// </remarks>
internal sealed class FreeEngine : IEngine
{
    /// <inheritdoc/>
    public string Name => "akka";

    /// <inheritdoc/>
    public string? Version => AkkaHosts.Availability.Version;

    /// <inheritdoc/>
    public string Strategy => "free";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Bounds { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public void Explore(EngineWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var computer = work.Build();
        if (computer.Host is not FreeHost host)
        {
            throw new MachineException("free runs need a computer whose actors live on Akka.NET's threads (AkkaHosts.FreeHosting)");
        }

        computer.KeepEventHash = true;
        for (long number = 1; !work.IsDone; number++)
        {
            var outcome = Run(computer, host, new DrawnValues(work.Seed, number - 1));
            work.Count(computer, outcome);
            if (outcome == RunOutcome.Found)
            {
                work.Report(new EngineHit(number, computer.Finding!, computer.Choices.Items.ToArray(), computer.EventHash, null));
            }
        }
    }

    private static RunOutcome Run(Computer computer, FreeHost host, DrawnValues values)
    {
        computer.BeginStepwise(values);
        try
        {
            host.Race(values.Order);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw computer.FailStepwise(e);
        }

        return computer.EndStepwise();
    }

    /// <summary>Data choices, and the order in which agents are told to go on, from the seed and the number of the run.</summary>
    private sealed class DrawnValues(ulong seed, long run) : IStrategy
    {
        private SplitMix64 _values = SplitMix64.OfSchedule(seed, run);

        // Of their own, since how often they are asked for is up to the threads.
        private SplitMix64 _orders = SplitMix64.OfSchedule(~seed, run);

        public void BeginExecution(Computer computer)
        {
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
            => throw new MachineException("a strategy was asked who steps where threads decide");

        public int NextValue(int count) => _values.Below(count);

        internal int Order(int count) => _orders.Below(count);
    }
}
