using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using SearchedAll = Smp.Tests.Exploration.Programs.Explored;

namespace Smp.Tests.Scenarios;

/// <summary>
/// What the system call scenarios add to a state (a log that is read, names in kernel memory, the steps of a call so
/// far) is in its identity: a state that is cut as known goes on as the known one did, and nothing is lost by cutting.
/// </summary>
public sealed class SyscallPruningTests
{
    private const long Limit = 60_000;

    public static TheoryData<string> Bugs => [.. Enumerable.Range(1, 12).Select(i => $"SYS-{i}")];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_known_state_goes_on_as_it_did(string bug)
    {
        // The search goes on past findings, so that buggy modules are audited to the end as well.
        foreach (string scenario in new[] { $"syscall/{bug}", $"syscall/{bug}.fixed" })
        {
            foreach (string environment in new[] { "U0", "UP", "S26", "S68p" })
            {
                Assert.NotNull(SearchedAll.All(Build(scenario, environment, bug != "SYS-10" && environment == "U0"), prune: true, audit: true, limit: Limit));
            }
        }
    }

    [Theory]
    [InlineData("syscall/SYS-7", "U0", true)]
    [InlineData("syscall/SYS-11", "U0", true)]
    [InlineData("syscall/SYS-7.fixed", "B20", true)]
    [InlineData("syscall/SYS-8", "B20", false)]
    [InlineData("syscall/SYS-8", "U0", true)]
    [InlineData("syscall/SYS-9", "S26", false)]
    [InlineData("syscall/SYS-9.fixed", "S26", true)]
    [InlineData("syscall/SYS-6", "B20", true)]
    [InlineData("syscall/SYS-6.fixed", "U0", true)]
    public void Nothing_is_lost_by_cutting(string scenario, string environment, bool faults)
    {
        var all = SearchedAll.All(Build(scenario, environment, faults), prune: false, limit: 5_000_000);
        var few = SearchedAll.All(Build(scenario, environment, faults), prune: true)!;
        Assert.NotNull(all);
        Assert.True(all.IsSameAs(few));
        Assert.True(few.Search.Schedules <= all.Search.Schedules);
    }

    private static Computer Build(string scenario, string environment, bool faults)
        => new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find(environment)!, faults).Build();
}
