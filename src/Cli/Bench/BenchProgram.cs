using Smp.Actors;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>A program that <c>smp bench</c> measures.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Environment">The environment it runs in.</param>
/// <param name="Scenario">The scenario; one without a bug, so that no finding ends a schedule early.</param>
internal sealed record BenchProgram(string Name, string Environment, Scenario Scenario)
{
    private const int ThreadPoints = 2000;

    /// <summary>Whether an exhaustive search of it comes to an end.</summary>
    internal bool IsSmall { get; init; }

    /// <summary>Whether it stands for all others where there is no room for all: other strategies, hosts and engines.</summary>
    internal bool IsTypical { get; init; }

    /// <summary>All of them, in the order of the table.</summary>
    internal static IReadOnlyList<BenchProgram> All { get; } = Programs();

    /// <summary>It on a stage.</summary>
    internal ISubject Subject(IHosting? hosting = null) => new ScenarioSubject(Scenario, Environments.Find(Environment)!, hosting: hosting);

    private static List<BenchProgram> Programs()
    {
        var catalogue = new Catalogue();
        List<BenchProgram> programs =
        [
            new("lost-update", "S26", CounterScenarios.Bare) { IsSmall = true, IsTypical = true },
            new("lost-update-syscall", "S26", CounterScenarios.ThroughSyscalls) { IsSmall = true },
            new("sleep", "S26", catalogue.Find("sleep/SLP-1.fixed")!) { IsSmall = true, IsTypical = true },
            new("sched", "S26", catalogue.Find("sched/SCH-1.fixed")!) { IsSmall = true },
            new("syscall", "S26", catalogue.Find("syscall/SYS-2.fixed")!) { IsSmall = true },
            new("module-loop", "S26", LongRuns.Module),
            new("long-4x250", "S26p", LongRuns.Plain(4, 250)) { IsTypical = true },
        ];

        // One CPU for all, so that with two threads as with a hundred whoever takes over is given the CPU first.
        foreach (int threads in new[] { 2, 100 })
        {
            programs.Add(new(Threads("plain", threads), "UP", LongRuns.Plain(threads, ThreadPoints / threads)));
            programs.Add(new(Threads("atomic", threads), "UP", LongRuns.Atomics(threads, ThreadPoints / threads)));
            programs.Add(new(Threads("lock", threads), "UP", LongRuns.Locked(threads, ThreadPoints / threads)));
        }

        return programs;
    }

    /// <summary>The name of a program of many threads.</summary>
    internal static string Threads(string kind, int threads) => $"{kind}-{threads}-threads";
}
