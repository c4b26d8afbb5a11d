using BenchmarkDotNet.Attributes;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Bench;

/// <summary>
/// A step of a long run: what it costs to keep the list of who can step, to give a CPU to another task, to tell those who
/// wait for a lock, and to watch. One operation is one step.
/// </summary>
[MemoryDiagnoser]
public class LongSchedules
{
    private readonly RandomStrategy _strategy = new(1);
    private Computer _computer = null!;
    private long _schedule;

    /// <summary>What is switched on.</summary>
    public enum Watch
    {
        /// <summary>No detector.</summary>
        Nobody,

        /// <summary>The detectors of a hunt.</summary>
        Detectors,

        /// <summary>The same and the race detector.</summary>
        Races,
    }

    /// <summary>The program: 2000 steps of so many threads on one CPU.</summary>
    [Params("plain-2", "plain-4", "plain-100", "lock-2", "lock-100")]
    public string Program { get; set; } = "plain-4";

    /// <summary>Who watches.</summary>
    [Params(Watch.Nobody, Watch.Detectors, Watch.Races)]
    public Watch Watching { get; set; }

    /// <summary>Builds the computer once.</summary>
    [GlobalSetup]
    public void Build()
    {
        ISubject subject = new ScenarioSubject(Programs.Find(Program), Environments.Find("UP")!);
        _computer = (Watching == Watch.Races ? subject.WithRaces(0)! : subject).Build();
        if (Watching == Watch.Nobody)
        {
            _computer.DetachAll();
        }
    }

    /// <summary>A schedule, counted by its steps.</summary>
    [Benchmark(OperationsPerInvoke = Programs.Points)]
    public RunOutcome Step()
    {
        _strategy.Reseed(_schedule++);
        return _computer.Run(_strategy);
    }
}
