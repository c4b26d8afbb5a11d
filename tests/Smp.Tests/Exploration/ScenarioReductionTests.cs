using Smp.Exploration;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

/// <summary>
/// Scenarios and their twins that a depth-first search with pruning finishes quickly: the reduced search comes to the same
/// final states and findings, with pruning, and without where it finishes quickly.
/// </summary>
public sealed class ScenarioReductionTests(ITestOutputHelper output)
{
    private const int Limit = 6_000;

    [Theory]
    [InlineData("sleep", "S26", 20)]
    [InlineData("sleep", "B20", 20)]
    [InlineData("sleep", "UP", 12)]
    [InlineData("sched", "S26", 2)]
    [InlineData("sched", "B20", 2)]
    [InlineData("syscall", "S26", 2)]
    [InlineData("syscall", "B20", 2)]
    public void Reduction_loses_nothing_on_scenarios(string module, string environment, int atLeast)
    {
        var profile = Smp.Kernel.Environments.Find(environment)!;
        int compared = 0;
        int plain = 0;
        foreach (var scenario in new Catalogue().All.Where(s => s.Environments.Contains(profile) && s.Name.StartsWith($"{module}/", StringComparison.Ordinal)))
        {
            var subject = new ScenarioSubject(scenario, profile);
            if (DepthFirstOutcomes(subject) is not { } all)
            {
                continue;
            }

            compared++;
            var pruned = Outcomes.Of(subject.Build(), new ReducedSearch(prune: true), limit: 2 * Limit);
            Assert.True(pruned.Search!.IsExhaustive, subject.Scenario);
            Assert.True(all.Difference(pruned, classes: false) is null, $"{subject.Scenario} {environment}: {all.Difference(pruned, classes: false)}");
            var few = Outcomes.Of(subject.Build(), new ReducedSearch(), limit: Limit);
            if (few.Search!.IsFinished)
            {
                plain++;
                Assert.True(all.Difference(few, classes: false) is null, $"{subject.Scenario} {environment}: {all.Difference(few, classes: false)}");
            }
        }

        output.WriteLine($"{compared} compared with pruning, {plain} without");
        Assert.True(compared >= atLeast, $"{compared} compared");
    }

    private static Outcomes? DepthFirstOutcomes(ScenarioSubject subject)
    {
        var computer = subject.Build();
        var search = new DepthFirst(prune: true);
        var outcomes = new Outcomes();
        while (!search.IsFinished)
        {
            if (search.Schedules == Limit)
            {
                return null;
            }

            outcomes.Add(computer, search.RunNext(computer));
        }

        return search.IsExhaustive ? outcomes : null;
    }
}
