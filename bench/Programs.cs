using Smp.Scenarios;

namespace Smp.Bench;

/// <summary>The programs of <c>smp bench</c>, by name.</summary>
internal static class Programs
{
    /// <summary>Steps of a long run, all threads together.</summary>
    internal const int Points = 2000;

    internal static Scenario Find(string name) => name switch
    {
        "lost-update" => CounterScenarios.Bare,
        "lost-update-syscall" => CounterScenarios.ThroughSyscalls,
        "plain-2" => LongRuns.Plain(2, Points / 2),
        "plain-4" => LongRuns.Plain(4, Points / 4),
        "plain-100" => LongRuns.Plain(100, Points / 100),
        "lock-2" => LongRuns.Locked(2, Points / 2),
        "lock-100" => LongRuns.Locked(100, Points / 100),
        _ => new Catalogue().Find("sleep/SLP-1")!,
    };
}
