using Smp.Scenarios;

namespace Smp.Tests.Scenarios;

/// <summary>Every scenario can be put on its stage wherever it says it can, at both granularities.</summary>
public sealed class CatalogueTests
{
    /// <summary>The first example: no compiler has been named for it, and so it is refused as compiled.</summary>
    private const string WithoutTable = "counter";

    private static readonly Catalogue s_catalogue = new();

    public static TheoryData<string> Names => [.. s_catalogue.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scenario_stands_in_each_of_its_environments_as_source_and_as_compiled(string name)
    {
        var scenario = s_catalogue.Find(name)!;
        Assert.NotEmpty(scenario.Environments);
        foreach (var environment in scenario.Environments)
        {
            foreach (bool faults in new[] { false, true })
            {
                ulong fingerprint = new ScenarioSubject(scenario, environment, faults).Build().StageFingerprint;
                if (scenario.Module == WithoutTable)
                {
                    Assert.Throws<ScenarioException>(() => new ScenarioSubject(scenario, environment, faults, ScenarioSubject.Compiled));
                    continue;
                }

                var compiled = new ScenarioSubject(scenario, environment, faults, ScenarioSubject.Compiled);
                Assert.Equal(fingerprint, compiled.Build().StageFingerprint);
                Assert.NotEmpty(compiled.MustReach);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_twin_stands_beside_the_bug_on_one_stage(string name)
    {
        var scenario = s_catalogue.Find(name)!;
        if (scenario.NoFix is not null)
        {
            Assert.Null(s_catalogue.Find(name + ".fixed"));
            return;
        }

        var other = s_catalogue.Find(scenario.Corrected ? name[..^".fixed".Length] : name + ".fixed");
        Assert.NotNull(other);
        Assert.Equal(scenario.Environments, other.Environments);
        foreach (var environment in scenario.Environments)
        {
            var one = new ScenarioSubject(scenario, environment);
            var two = new ScenarioSubject(other, environment);
            Assert.Equal(one.MustNever, two.MustNever);
            Assert.Equal(one.MustReach, two.MustReach);
            Assert.Equal(one.Build().StageFingerprint, two.Build().StageFingerprint);
        }
    }
}
