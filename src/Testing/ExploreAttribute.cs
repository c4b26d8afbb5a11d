using Smp.Exploration;
using Smp.Scenarios;
using Xunit;
using Xunit.Sdk;

namespace Smp.Testing;

/// <summary>
/// A test that explores a scenario: one test case for each environment. The method runs after an exploration that came
/// out as <see cref="Expect"/> says, and takes no parameter or the <see cref="HuntResult"/>.
/// </summary>
/// <example>
/// <code>
/// [Explore("sleep/SLP-1.fixed")]
/// public void The_corrected_module_is_clean() { }
///
/// [Explore("sleep/SLP-1", Environments = "S26, S26p", Expect = Expect.Found)]
/// public void Two_openers_race(HuntResult result) => Assert.Equal("SLP-1", result.Findings[0].Bug);
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Smp.Testing.Sdk.ExploreDiscoverer", "Smp.Testing")]
public sealed class ExploreAttribute : FactAttribute
{
    /// <summary>Explores a scenario.</summary>
    /// <param name="scenario">
    /// Its name, or a glob: <c>sleep/*</c>; a glob takes corrected twins only if it says <c>.fixed</c>. Known are the
    /// scenarios of Smp, those of every public <see cref="IScenarioSource"/> in the test's own assembly, those named by a
    /// <see cref="ScenarioSourceAttribute"/> of that assembly, and those of <see cref="Source"/>.
    /// </param>
    public ExploreAttribute(string scenario) => Scenario = scenario;

    /// <summary>The scenario's name, or a glob.</summary>
    public string Scenario { get; }

    /// <summary>
    /// The environments, separated by commas: <c>"S26, S26p"</c>. Without it: all that the scenario is made for. Of a glob,
    /// scenarios that are not made for them are left out.
    /// </summary>
    public string? Environments { get; set; }

    /// <summary>One of <see cref="HuntOptions.Strategies"/>. Without it: exhaustive, then the portfolio with what is left of the time.</summary>
    public string? Strategy { get; set; }

    /// <summary>At most this many schedules; 0 for as many as the time allows.</summary>
    public long Schedules { get; set; }

    /// <summary>The time for one environment.</summary>
    public double TimeSeconds { get; set; } = 30;

    /// <summary>How long a step may take: a loop without a visible operation fails the test; 0 for ever.</summary>
    public double WatchdogSeconds { get; set; } = Watchdog.DefaultLimit.TotalSeconds;

    /// <summary>Where random numbers start.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Whether a copy to or from user memory may fault and sleep.</summary>
    public bool Faults { get; set; }

    /// <summary>Whether to collect findings until the budget ends instead of stopping at the first.</summary>
    public bool KeepGoing { get; set; }

    /// <summary>What must come of it: by default a proof that there is nothing to find.</summary>
    public Expect Expect { get; set; } = Expect.Proved;

    /// <summary>The catalogued bug that must be among the findings; implies <see cref="Expect.Found"/>.</summary>
    public string? Bug { get; set; }

    /// <summary>A class that implements <see cref="IScenarioSource"/>, for scenarios of another assembly. See <see cref="ScenarioSourceAttribute"/>, too.</summary>
    public Type? Source { get; set; }

    internal Expect Expected => Bug is not null && Expect == Expect.Proved ? Expect.Found : Expect;

    internal HuntOptions ToOptions() => new()
    {
        Strategy = Strategy,
        Schedules = Schedules == 0 ? null : Schedules,
        Time = TimeSpan.FromSeconds(TimeSeconds),
        Seed = Seed,
        KeepGoing = KeepGoing,
    };
}
