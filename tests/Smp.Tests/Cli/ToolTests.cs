using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Cli;

/// <summary>The tool run in this process: what needs a token or a scenario that no command prints.</summary>
public sealed class ToolTests
{
    private static readonly string s_own = OwnScenarios.AssemblyPath;

    [Fact]
    public void A_replay_on_the_fixed_module_follows_or_diverges_and_says_so()
    {
        var shell = new FakeShell();
        var found = Find("sleep/SLP-1");

        int status = shell.Run("replay", With(found, scenario: "sleep/SLP-1.fixed").ToString());

        Assert.True(
            (status == 0 && shell.Error.StartsWith("followed, finding gone: ", StringComparison.Ordinal))
            || (status == 4 && shell.Error.StartsWith("diverged at step ", StringComparison.Ordinal)),
            $"{status}: {shell.Error}");
    }

    [Fact]
    public void Choices_that_do_not_fit_diverge()
    {
        var shell = new FakeShell();
        int[] choices = [.. Find("sleep/SLP-1").Choices];
        choices[0] = 99;

        Assert.Equal(4, shell.Run("replay", With(Find("sleep/SLP-1"), choices: choices).ToString()));
        Assert.StartsWith("diverged at step 1: sleep/SLP-1 in S26: ", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_of_a_run_without_a_finding_is_followed()
    {
        var shell = new FakeShell();
        var computer = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1")!, Environments.Find("U0")!).Build();

        int status = shell.Run(
            "replay", new Token("sleep/SLP-1", "U0", "source", Token.Shorten(computer.StageFingerprint), [], 0).ToString(), "--format", "messages");

        Assert.Equal(0, status);
        Assert.StartsWith("followed, finding gone: sleep/SLP-1 in U0: ", shell.Error, StringComparison.Ordinal);
        Assert.Contains("events differ: ", shell.Error, StringComparison.Ordinal);
        Assert.Contains("Syscall open", shell.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere/NIL-1", "S26", "source", "the token: unknown scenario 'nowhere/NIL-1'")]
    [InlineData("sleep/SLP-1", "S99", "source", "the token: unknown environment 'S99'; there are U0, UP, B20, S26, S26p, S68, S68p")]
    [InlineData("sleep/SLP-1", "S26", "quantum", "the token: unknown granularity 'quantum'")]
    [InlineData("counter/lost-update", "S26", "source", "the token was made on another stage")]
    public void A_token_of_something_else_is_refused(string scenario, string environment, string granularity, string error)
    {
        var shell = new FakeShell();

        Assert.Equal(2, shell.Run("replay", With(Find("sleep/SLP-1"), scenario, environment, granularity).ToString()));
        Assert.StartsWith($"smp: {error}", shell.Error, StringComparison.Ordinal);
        Assert.Equal(1, shell.Error.Count(c => c == '\n'));
        Assert.Empty(shell.Out);
    }

    [Fact]
    public void Scenarios_of_an_assembly_are_listed_shown_and_explored()
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("list", "--assembly", s_own));
        Assert.Equal(0, shell.Run("show", "tests/only-U0", "--assembly", s_own));
        Assert.Equal(0, shell.Run("explore", "tests/only-U0", "--assembly", s_own, "--require-proof"));
        Assert.Contains("tests/only-U0  a scenario for one environment", shell.Out, StringComparison.Ordinal);
        Assert.Contains("tests/only-U0  U0  none, exhaustive: ", shell.Out, StringComparison.Ordinal);
        Assert.Empty(shell.Error);
    }

    [Fact]
    public void A_scenario_that_fails_is_the_testbeds_failure_and_the_others_are_explored()
    {
        var shell = new FakeShell();

        Assert.Equal(3, shell.Run("explore", "tests/BRK-1", "sleep/SLP-1", "--env", "U0", "--assembly", s_own));
        Assert.Contains("tests/BRK-1  U0  error: the stage\\x0acollapsed\n", shell.Out, StringComparison.Ordinal);
        Assert.Contains("sleep/SLP-1  U0  none, exhaustive", shell.Out, StringComparison.Ordinal);
        Assert.Contains("2 results: 1 proved absent, 1 failed\n", shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unexpected_failure_is_one_line_and_with_debug_the_stack()
    {
        var shell = new FakeShell();
        var debugging = new FakeShell();

        Assert.Equal(3, shell.Run("show", "tests/BRK-1", "--assembly", s_own));
        Assert.Equal("smp: the testbed failed: the stage\\x0acollapsed (--debug shows where)\n", shell.Error);
        Assert.Equal(3, debugging.Run("show", "tests/BRK-1", "--assembly", s_own, "--debug"));
        Assert.Contains("   at ", debugging.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("demo")]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("explore")]
    [InlineData("matrix")]
    [InlineData("replay")]
    [InlineData("bench")]
    public void Help_ends_with_two_examples(params string[] command)
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run([.. command, "--help"]));
        string[] lines = shell.Out.TrimEnd().Split('\n');
        Assert.Equal("Examples:", lines[^3]);
        Assert.All(lines[^2..], line => Assert.StartsWith($"  smp {string.Concat(command)}".TrimEnd(), line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_nearest_passing_schedule_of_a_token_is_shown_and_passes()
    {
        var shell = new FakeShell();

        Assert.Equal(1, shell.Run("replay", Find("sleep/SLP-1").ToString(), "--passing"));
        Assert.Contains("passes: the nearest schedule that does; it differs first in step 18", shell.Error, StringComparison.Ordinal);
        Assert.Contains("nothing found: the run ended", shell.Out, StringComparison.Ordinal);
        string token = shell.Out.Split('\n').First(line => line.StartsWith("replay: smp replay ", StringComparison.Ordinal))["replay: smp replay ".Length..];
        var again = new FakeShell();
        Assert.Equal(0, again.Run("replay", token, "--passing"));
        Assert.Contains("followed, finding gone", again.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was found, so", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_every_schedule_fails_that_is_said()
    {
        var shell = new FakeShell();

        Assert.Equal(1, shell.Run("explore", "sleep/SLP-7", "--env", "U0"));
        Assert.Contains("\nfewest switches: proved; every schedule fails\n", shell.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("passes: ", shell.Out, StringComparison.Ordinal);
        var bare = new FakeShell();
        Assert.Equal(1, bare.Run("explore", "sleep/SLP-7", "--env", "U0", "--no-shrink"));
        Assert.DoesNotContain("fewest switches", bare.Out, StringComparison.Ordinal);
    }

    private static Token Find(string scenario)
        => new Hunt(new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find("S26")!), new HuntOptions()).Run().Findings[0].Token;

    private static Token With(Token token, string? scenario = null, string? environment = null, string? granularity = null, int[]? choices = null)
        => new(
            scenario ?? token.Scenario,
            environment ?? token.Environment,
            granularity ?? token.Granularity,
            token.StageFingerprint,
            choices ?? [.. token.Choices],
            token.EventHash);
}
