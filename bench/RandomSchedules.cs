using BenchmarkDotNet.Attributes;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Bench;

/// <summary>One random schedule, detectors off: the hot loop as <c>smp bench</c> runs it, under BenchmarkDotNet's eye.</summary>
[MemoryDiagnoser]
public class RandomSchedules
{
    private readonly RandomStrategy _strategy = new(1);
    private Computer _computer = null!;
    private ulong _schedule;

    /// <summary>The program.</summary>
    [Params("lost-update", "lost-update-syscall", "sleep")]
    public string Program { get; set; } = "lost-update";

    /// <summary>Builds the computer once.</summary>
    [GlobalSetup]
    public void Build()
    {
        _computer = new ScenarioSubject(Programs.Find(Program), Environments.Find("S26")!).Build();
        _computer.DetachAll();
    }

    /// <summary>A schedule from reset to end.</summary>
    [Benchmark]
    public RunOutcome Schedule()
    {
        _strategy.Reseed((long)_schedule++);
        return _computer.Run(_strategy);
    }
}
