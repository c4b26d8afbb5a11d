using Smp.Exploration;
using Smp.Scenarios;
using Smp.Testing;
using Xunit.Abstractions;

namespace Smp.Tests.Testing;

/// <summary>What xunit is told by [Explore] and [Replay]: the cases, their names, and the messages of those that fail.</summary>
public sealed class XunitTests
{
    [Fact]
    public void There_is_one_case_for_each_environment()
        => Assert.Equal(
            [
                "Smp.Tests.Testing.Samples.Clean [U0]",
                "Smp.Tests.Testing.Samples.Clean [UP]",
                "Smp.Tests.Testing.Samples.Clean [B20]",
                "Smp.Tests.Testing.Samples.Clean [S26]",
                "Smp.Tests.Testing.Samples.Clean [S26p]",
                "Smp.Tests.Testing.Samples.Clean [S68]",
                "Smp.Tests.Testing.Samples.Clean [S68p]",
            ],
            InXunit.Discover(typeof(Samples), nameof(Samples.Clean)).Select(c => c.DisplayName));

    [Fact]
    public void Cases_of_a_glob_name_the_scenario()
    {
        var names = InXunit.Discover(typeof(Samples), nameof(Samples.Glob)).Select(c => c.DisplayName).ToList();

        Assert.Contains("Smp.Tests.Testing.Samples.Glob [counter/lost-update, U0]", names);
        Assert.Contains("Smp.Tests.Testing.Samples.Glob [sample/own, U0]", names);
        Assert.All(names, name => Assert.Matches(@"^Smp\.Tests\.Testing\.Samples\.Glob \[[^,]*o[^,]*, U0\]$", name));
    }

    [Fact]
    public void Cases_survive_the_way_between_processes()
    {
        var cases = InXunit.Discover(typeof(Samples), nameof(Samples.Clean));
        var copies = cases.Select(InXunit.Copy).ToList();

        Assert.Equal(cases.Select(c => c.UniqueID), copies.Select(c => c.UniqueID));
        Assert.Equal(cases.Select(c => c.DisplayName), copies.Select(c => c.DisplayName));
        Assert.Equal(7, copies.Select(c => c.UniqueID).Distinct().Count());
        Assert.Equal(["S26"], copies[3].Traits["environment"]);
        Assert.IsAssignableFrom<ITestPassed>(InXunit.Run(copies[3]));
    }

    [Fact]
    public void A_case_that_passes_says_what_was_proved()
    {
        var passed = Assert.IsAssignableFrom<ITestPassed>(InXunit.Run(InXunit.Discover(typeof(Samples), nameof(Samples.Clean))[3]));

        Assert.StartsWith("counter/lost-update.fixed in S26: none-exhaustive (exhaustive, ", passed.Output, StringComparison.Ordinal);
        Assert.Contains("reached: both writes were counted", passed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_fails_shows_the_columns_the_marked_pair_and_the_token()
    {
        string message = InXunit.Failure(typeof(Samples), nameof(Samples.Racy));

        Assert.StartsWith("counter/lost-update in S26: found, where nothing was to be found (exhaustive, ", message, StringComparison.Ordinal);
        Assert.Contains("step   CPU 0  echo/1", message, StringComparison.Ordinal);
        Assert.Matches(@"\d+ ► CounterModule\.cs:\d+  load counter = 0", message);
        Assert.Matches(@"\d+ +► CounterModule\.cs:\d+  store counter = 1", message);
        Assert.Contains("\na write was not counted\necho/1 read counter = 0 at CounterModule.cs", message, StringComparison.Ordinal);
        Assert.Matches("\nreplay it with \\[Replay\\(\"(smp1-[A-Za-z0-9_-]+)\"\\)\\] or\nsmp replay \\1$", message);
        Assert.DoesNotContain("replay: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_fails_before_its_method_does_not_run_it()
    {
        InXunit.Failure(typeof(Samples), nameof(Samples.Racy));

        Assert.False(Samples.RacyRan);
    }

    [Theory]
    [InlineData(nameof(Samples.NotFound), "^counter/lost-update.fixed in U0: nothing found, where something was to be found \\(exhaustive, ")]
    [InlineData(nameof(Samples.OtherBug), "^sleep/SLP-1 in S26: found, but not SLP-2 \\(exhaustive, (.|\n)*SLP-1: two processes hold /proc/sleep(.|\n)*smp replay smp1-")]
    [InlineData(nameof(Samples.NotProved), "^counter/lost-update.fixed in S26: nothing found, but not proved absent \\(random, 10 schedules, (.|\n)*not explored: whatever random(.|\n)*Expect = Expect.Clean$")]
    [InlineData(nameof(Samples.Unreachable), "^sample/unreachable in S26: error: .*never reached: the impossible")]
    [InlineData(nameof(Samples.BadStage), "^sample/bad-stage in S26: error: .*no module 'nobody' is on the stage")]
    [InlineData(nameof(Samples.UnknownScenario), "^there is no scenario 'sleep/SLP-99'; of its module there are sleep/SLP-1, sleep/SLP-1.fixed, sleep/SLP-10, ")]
    [InlineData(nameof(Samples.UnknownModule), "^there is no scenario 'nap/\\*'; there are scenarios of chardev, classics, counter, .*, sample, sched, .*, sleep, startstop, syscall$")]
    [InlineData(nameof(Samples.UnknownEnvironment), "^there is no environment 'S27'; there are U0, UP, B20, S26, S26p, S68, S68p$")]
    [InlineData(nameof(Samples.OtherEnvironment), "^sample/own is not for the environment S26; it is for U0$")]
    [InlineData(nameof(Samples.NoEnvironment), "^Environments = \" , \" names no environment; ")]
    [InlineData(nameof(Samples.UnknownStrategy), "^there is no strategy 'hope'; there are exhaustive, random, pct, pos, urw, delay, portfolio$")]
    [InlineData(nameof(Samples.NegativeSchedules), "^the number of schedules must be positive$")]
    [InlineData(nameof(Samples.NoTime), "^the time must be positive$")]
    [InlineData(nameof(Samples.NotASource), "^System.String is no IScenarioSource with a parameterless constructor$")]
    [InlineData(nameof(Samples.WrongParameter), "^\\[Explore\\] WrongParameter must take no parameter or one HuntResult$")]
    [InlineData(nameof(Samples.WrongReplayParameter), "^\\[Replay\\] WrongReplayParameter must take no parameter or one ReplayResult$")]
    [InlineData(nameof(Samples.NoToken), "^this is not a token: a token begins with .smp1-.")]
    [InlineData(nameof(Samples.MistypedToken), "^.*token.*$")]
    public void What_cannot_be_done_fails_with_the_reason(string method, string pattern)
    {
        string message = InXunit.Failure(typeof(Samples), method);

        Assert.Matches(pattern, message);
        Assert.DoesNotContain("   at ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_method_still_has_the_last_word()
        => Assert.Contains("Expected: 2", InXunit.Failure(typeof(Samples), nameof(Samples.Disappointed)), StringComparison.Ordinal);

    [Fact]
    public void Skip_is_honoured()
        => Assert.IsAssignableFrom<ITestSkipped>(InXunit.Run(InXunit.Discover(typeof(Samples), nameof(Samples.Skipped))[0]));
}

/// <summary>Scenarios of this assembly: found without being named.</summary>
public sealed class SampleScenarios : IScenarioSource
{
    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        new("sample/own", "a process that does nothing", stage => stage.Process("true", async p => await p.Compute("nothing")))
        {
            Environments = [Smp.Kernel.Environments.Find("U0")!],
        },
        new(
            "sample/unreachable",
            "what must be reached cannot be",
            stage =>
            {
                stage.Process("true", async p => await p.Compute("nothing"));
                stage.Reach("the impossible", () => false);
            }),
        new("sample/bad-stage", "a stage that cannot be built", stage => stage.Module("nobody")),
    ];
}

#pragma warning disable xUnit1000 // Not for discovery: run by the tests above, one by one.
internal sealed class Samples
{
    internal static bool RacyRan { get; private set; }

    [Explore("counter/lost-update.fixed")]
    public void Clean()
    {
    }

    [Explore("*o*", Environments = "U0")]
    public void Glob()
    {
    }

    [Explore("counter/lost-update", Environments = "S26")]
    public void Racy() => RacyRan = true;

    [Explore("counter/lost-update.fixed", Environments = "U0", Expect = Expect.Found)]
    public void NotFound()
    {
    }

    [Explore("sleep/SLP-1", Environments = "S26", Bug = "SLP-2")]
    public void OtherBug()
    {
    }

    [Explore("counter/lost-update.fixed", Environments = "S26", Strategy = "random", Schedules = 10)]
    public void NotProved()
    {
    }

    [Explore("sample/unreachable", Environments = "S26", Expect = Expect.Anything)]
    public void Unreachable()
    {
    }

    [Explore("sample/bad-stage", Environments = "S26")]
    public void BadStage()
    {
    }

    [Explore("sleep/SLP-99")]
    public void UnknownScenario()
    {
    }

    [Explore("nap/*")]
    public void UnknownModule()
    {
    }

    [Explore("sleep/SLP-1", Environments = "S26, S27")]
    public void UnknownEnvironment()
    {
    }

    [Explore("sample/own", Environments = "S26")]
    public void OtherEnvironment()
    {
    }

    [Explore("sleep/SLP-1", Environments = " , ")]
    public void NoEnvironment()
    {
    }

    [Explore("sleep/SLP-1", Environments = "S26", Strategy = "hope")]
    public void UnknownStrategy()
    {
    }

    [Explore("sleep/SLP-1", Environments = "S26", Schedules = -1)]
    public void NegativeSchedules()
    {
    }

    [Explore("sleep/SLP-1", Environments = "S26", TimeSeconds = 0)]
    public void NoTime()
    {
    }

    [Explore("sleep/SLP-1", Source = typeof(string))]
    public void NotASource()
    {
    }

    [Explore("sleep/SLP-1")]
    public void WrongParameter(int result) => _ = result;

    [Replay("smp1-JxNjb3VudGVyL2xvc3QtdXBkYXRlA1MyNgAunOOGRY1tExEBAgIBCv4TMAQ")]
    public void WrongReplayParameter(HuntResult result) => _ = result;

    [Replay("hello")]
    public void NoToken()
    {
    }

    [Replay("smp1-JxNjb3VudGVyL2xvc3QtdXBkYXRlA1MyNgAunOOGRY1tExEBAgIBCv4TMAX")]
    public void MistypedToken()
    {
    }

    [Explore("counter/lost-update", Environments = "S26", Expect = Expect.Found)]
    public void Disappointed(HuntResult result) => Assert.Equal(2, result.Findings.Count);

    [Explore("counter/lost-update", Environments = "S26", Skip = "not today")]
    public void Skipped()
    {
    }
}
