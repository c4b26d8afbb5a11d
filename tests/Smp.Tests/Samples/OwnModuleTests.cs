using Smp.Exploration;
using Smp.Scenarios;
using Smp.Testing;

namespace Smp.Tests.Samples;

/// <summary>The sample, copied out of the repository, built there as its user would, and loaded into this process.</summary>
public sealed class OwnModuleTests(OwnModuleBuild build) : IClassFixture<OwnModuleBuild>
{
    [Fact]
    public void Its_scenarios_are_known_once_it_is_loaded()
    {
        var catalogue = Load();

        Assert.Equal(["mailbox/LOST"], catalogue.Match("mailbox/*").Select(s => s.Name));
        Assert.Equal(["mailbox/LOST.fixed"], catalogue.Match("mailbox/*.fixed").Select(s => s.Name));
    }

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void Its_race_is_found_explained_and_replayed(string environment)
    {
        var source = ScenarioAssembly.Load(build.Library).Single();
        var result = Exploring.Explore("mailbox/LOST", environment, sources: source);

        HuntAssert.Found(result);
        var finding = result.Findings[0];
        Assert.Equal("a letter that was accepted is neither taken nor in the box", finding.Title);
        Assert.Contains("read full = 0 at Mailbox.cs:", finding.Report.Explanation, StringComparison.Ordinal);
        string token = finding.Token.ToString();
        HuntAssert.Reproduced(Exploring.Replay(token, sources: source), token);
    }

    [Theory]
    [InlineData("mailbox/LOST", "U0")]
    [InlineData("mailbox/LOST", "B20")]
    [InlineData("mailbox/LOST.fixed", "U0")]
    [InlineData("mailbox/LOST.fixed", "B20")]
    [InlineData("mailbox/LOST.fixed", "S26")]
    public void The_rest_is_proved(string scenario, string environment)
        => HuntAssert.Proved(Exploring.Explore(
            Load().Find(scenario)!,
            Smp.Kernel.Environments.Find(environment)!,
            new HuntOptions { Strategy = HuntOptions.Exhaustive, Time = TimeSpan.FromMinutes(2) }));

    [Fact]
    public void Its_own_tests_pass()
    {
        string output = build.Dotnet("test", "tests/OwnModule.Tests.csproj", "-tl:off");

        Assert.Matches(@"Passed! +- Failed: +0, Passed: +12, Skipped: +0", output);
    }

    private Catalogue Load()
    {
        var catalogue = new Catalogue();
        foreach (var source in ScenarioAssembly.Load(build.Library))
        {
            catalogue.Add(source);
        }

        return catalogue;
    }
}
