using Smp.Exploration;
using Smp.Machine;
using Smp.Testing;

namespace Smp.Tests.Testing;

/// <summary>Explorations and replays without xunit.</summary>
public sealed class HuntAssertTests
{
    [Fact]
    public void What_is_clean_is_proved() => HuntAssert.Proved(Exploring.Explore("counter/lost-update.fixed", "S26"));

    [Fact]
    public void What_is_found_is_shown()
    {
        var result = Exploring.Explore("sleep/SLP-1", "S26");

        HuntAssert.Found(result, "SLP-1");
        string message = Assert.Throws<ExplorationFailedException>(() => HuntAssert.Clean(result)).Message;
        Assert.Contains("step   CPU 0  cat/1", message, StringComparison.Ordinal);
        Assert.Matches(@"► Sleep\.cs:\d+ +load Already_Open = 0", message);
        Assert.Contains($"[Replay(\"{result.Findings[0].Token}\")]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_findings_are_named_and_the_first_is_shown()
    {
        var result = Exploring.Explore("sleep/SLP-1", "S26");
        result = result with { Findings = [result.Findings[0], result.Findings[0]] };

        string message = Assert.Throws<ExplorationFailedException>(() => HuntAssert.Proved(result)).Message;

        Assert.Contains($"\nalso found: SLP-1: two processes hold /proc/sleep\n    {result.Findings[1].Token}\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_reproduces_its_bug_and_says_so_where_it_should_not()
    {
        string token = Exploring.Explore("sleep/SLP-1", "S26").Findings[0].Token.ToString();
        var replay = Exploring.Replay(token);

        HuntAssert.Reproduced(replay, token, "SLP-1");
        string gone = Assert.Throws<ExplorationFailedException>(() => HuntAssert.FindingGone(replay, token)).Message;
        Assert.StartsWith("sleep/SLP-1 in S26: the finding is still there\n\nstep ", gone, StringComparison.Ordinal);
        Assert.EndsWith($"smp replay {token}", gone, StringComparison.Ordinal);
        string other = Assert.Throws<ExplorationFailedException>(() => HuntAssert.Reproduced(replay, token, "SLP-2")).Message;
        Assert.StartsWith("sleep/SLP-1 in S26: reproduced, but it is not SLP-2\n\nstep ", other, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replay_in_the_corrected_twin_does_not_reproduce()
    {
        string token = Exploring.Explore("counter/lost-update", "S26").Findings[0].Token.ToString();
        var replay = Exploring.Replay(token, "counter/lost-update.fixed");

        string message = Assert.Throws<ExplorationFailedException>(() => HuntAssert.Reproduced(replay, token)).Message;
        Assert.Matches("^counter/lost-update in S26: the (replay diverged at step \\d+: .*|finding is gone: .*)", message);
    }

    [Fact]
    public void A_schedule_without_a_finding_is_one_that_is_gone()
    {
        var found = Exploring.Explore("counter/lost-update", "S26").Findings[0].Token;
        string token = new Token(found.Scenario, found.Environment, found.Granularity, found.StageFingerprint, [], 0).ToString();
        var replay = Exploring.Replay(token);

        HuntAssert.FindingGone(replay, token);
        Assert.Equal(
            "counter/lost-update in S26: the finding is gone: the schedule was followed to its end, and nothing was found. "
                + "If the module was corrected, say Expect = ReplayOutcome.FindingGone",
            Assert.Throws<ExplorationFailedException>(() => HuntAssert.Reproduced(replay, token)).Message);
    }

    [Theory]
    [InlineData("counter/LOST", "S26", "there is no scenario 'counter/LOST'; of its module there are counter/lost-update, counter/lost-update.fixed")]
    [InlineData("counter/lost-update", "s26", "there is no environment 's26'; there are U0, UP, B20, S26, S26p, S68, S68p")]
    public void Unknown_names_are_one_line(string scenario, string environment, string message)
        => Assert.Equal(message, Assert.Throws<ExplorationFailedException>(() => Exploring.Explore(scenario, environment)).Message);

    [Fact]
    public void Options_that_make_no_sense_are_one_line()
        => Assert.Equal(
            "the number of workers must be positive",
            Assert.Throws<ExplorationFailedException>(() => Exploring.Explore("counter/lost-update", "S26", new HuntOptions { Workers = 0 })).Message);
}
