using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>sleep.c as compiled: calls stand between its accesses, so that the compiler left each of them as it is.</summary>
public sealed class SleepCompiledTests
{
    public static TheoryData<string> Names => [.. new Catalogue().All.Where(s => s.Module == "sleep").Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_search_as_compiled_is_that_of_the_source(string name)
        => Assert.Equal(Search(name, ScenarioSubject.Source), Search(name, ScenarioSubject.Compiled));

    private static (Verdict Verdict, long Schedules, long States, long Steps, string Bugs) Search(string name, string granularity)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(name)!, Environments.Find("S26")!, granularity: granularity);
        Assert.False(subject.IsChangedByCompiler);
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false };
        var result = new Hunt(subject, options).Run(null, CancellationToken.None);
        Assert.NotEqual(Verdict.Error, result.Verdict);
        Assert.NotEqual(Verdict.NoneNotExhaustive, result.Verdict);
        return (result.Verdict, result.Schedules, result.States, result.Steps, string.Join(" ", result.Findings.Select(f => f.Bug ?? f.Id)));
    }
}
