using System.CommandLine;
using System.Text.Json;
using Smp.AkkaHost;
using Smp.Cli;
using Smp.CoyoteEngine;

namespace Smp.Tests.Cli;

/// <summary>Hosts and engines on the command line, where they are part of the build and where they are not.</summary>
public sealed class EnginesTests
{
    private static readonly string[] s_headlines = ["sleep/SLP-1", "sched/SCH-1", "syscall/SYS-3"];

    [Fact]
    public void Engines_are_listed_with_their_versions_or_with_what_brings_them()
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("engines"));

        Assert.Contains("host    smp ", shell.Out, StringComparison.Ordinal);
        Assert.Contains("engine  smp ", shell.Out, StringComparison.Ordinal);
        foreach (var engine in new[] { AkkaHosts.Availability, Coyote.Availability })
        {
            string expected = engine.IsPresent ? $"{engine.Title} {engine.Version}" : $"{engine.Name} is missing: ";
            Assert.Contains(expected, shell.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_same_as_json()
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("engines", "--json", "-"));

        using var json = JsonDocument.Parse(shell.Out);
        var rows = json.RootElement.GetProperty("engines").EnumerateArray().ToList();
        Assert.Equal(["smp", "akka", "smp", "coyote"], rows.Select(r => r.GetProperty("name").GetString()));
        Assert.All(rows, row => Assert.Equal(row.GetProperty("present").GetBoolean(), row.GetProperty("why_missing").ValueKind == JsonValueKind.Null));
    }

    [Fact]
    public void An_engine_is_used_or_refused_with_the_reason()
    {
        var shell = new FakeShell();

        int status = shell.Run("explore", "sleep/SLP-1", "--env", "S26", "--engine", "coyote", "--strategy", "random", "-q");

        if (Coyote.Availability.IsPresent)
        {
            Assert.Equal((1, ""), (status, shell.Error));
            Assert.Contains("found  SLP-1", shell.Out, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal((2, ""), (status, shell.Out));
            Assert.Equal(
                $"smp: --engine: 'coyote' is not part of this build: {Coyote.Availability.WhyMissing}; smp engines says what brings it\n", shell.Error);
        }
    }

    [Fact]
    public void A_host_is_used_or_refused_with_the_reason()
    {
        var shell = new FakeShell();

        int status = shell.Run("explore", "sleep/SLP-1.fixed", "--env", "U0", "--host", "akka", "--json", "-");

        if (AkkaHosts.Availability.IsPresent)
        {
            using var json = JsonDocument.Parse(shell.Out);
            var result = json.RootElement.GetProperty("results")[0];
            Assert.Equal(("akka", "none-exhaustive"), (result.GetProperty("host").GetString(), result.GetProperty("verdict").GetString()));
        }
        else
        {
            Assert.Equal(2, status);
            Assert.StartsWith("smp: --host: 'akka' is not part of this build: Akka ", shell.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Stress_needs_Akka_and_prints_what_it_measured()
    {
        var shell = new FakeShell();

        int status = shell.Run("stress", "syscall/SYS-5", "--env", "S26", "--runs", "20");

        if (AkkaHosts.Availability.IsPresent)
        {
            Assert.Equal((1, ""), (status, shell.Error));
            Assert.Matches(@"^syscall/SYS-5  S26  20 runs on \d+ cores, .* a second, \d+ different orders?: 20 failed\n", shell.Out);
            Assert.Contains("replay: smp replay smp1-", shell.Out, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(2, status);
            Assert.StartsWith("smp: smp stress: Akka ", shell.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_token_is_followed_under_Coyote_where_it_is_there()
    {
        var shell = new FakeShell();
        string token = RecordedSchedules.All.First(r => s_headlines.Contains(r.Schedule.Token.Scenario)).Schedule.Token.ToString();

        int status = shell.Run("replay", token, "--engine", "coyote", "--format", "json");

        Assert.Equal(Coyote.Availability.IsPresent ? 1 : 2, status);
        Assert.Contains(
            Coyote.Availability.IsPresent ? "followed under coyote 1.7.11: same event stream " : "is not part of this build", shell.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--engine: 'shuttle' is no engine; there are smp and coyote", "--engine", "shuttle")]
    [InlineData("--host: 'orleans' is no host; there are smp and akka", "--host", "orleans")]
    [InlineData("--strategy: 'exhaustive' is no strategy of Coyote; there are random, probabilistic,", "--engine", "coyote", "--strategy", "exhaustive")]
    [InlineData("--strategy: 'q-learning' is no strategy; there are exhaustive, random, pct, pos, urw, delay, portfolio", "--strategy", "q-learning")]
    [InlineData("--workers: Coyote explores with one worker", "--engine", "coyote", "--workers", "2")]
    [InlineData("--seed: '4294967296' is too large for Coyote, whose seeds go up to 4294967295", "--engine", "coyote", "--seed", "4294967296")]
    [InlineData("--record: only --engine coyote has schedules to record", "--record")]
    public void What_does_not_go_together_is_one_line(string error, params string[] args)
    {
        var shell = new FakeShell();

        Assert.Equal(2, shell.Run(["explore", "sleep/SLP-1", .. args]));
        Assert.StartsWith($"smp: {error}", shell.Error, StringComparison.Ordinal);
        Assert.Equal(1, shell.Error.Count(c => c == '\n'));
    }

    [Fact]
    public void One_configuration_serves_both_engines()
    {
        string config = Path.Combine(Directory.CreateTempSubdirectory("smp-tests-").FullName, "config.json");
        File.WriteAllText(
            config,
            """{"version": 1, "scenarios": ["sleep/SLP-1"], "strategy": "exhaustive", "iterations": 5, "coyote": {"strategy": "random", "iterations": 3}}""");

        var smp = Settings("--config", config);

        Assert.Equal(("exhaustive", 5L), (smp.Hunt.Strategy, smp.Hunt.Schedules!.Value));
        Assert.Null(smp.Hunt.Engine);
        if (Coyote.Availability.IsPresent)
        {
            var coyote = Settings("--config", config, "--engine", "coyote");
            Assert.Equal(("random", 3L), (coyote.Hunt.Engine!.Strategy, coyote.Hunt.Schedules!.Value));
            Assert.Equal(1000L, Settings("sleep/SLP-1", "--engine", "coyote").Hunt.Schedules);
        }
    }

    [Fact]
    public void A_configuration_for_Coyote_alone_may_say_it_without_a_part_of_its_own()
    {
        if (!Coyote.Availability.IsPresent)
        {
            return;
        }

        string config = Path.Combine(Directory.CreateTempSubdirectory("smp-tests-").FullName, "config.json");
        File.WriteAllText(
            config, """{"version": 1, "scenarios": ["sleep/SLP-1"], "engine": "coyote", "strategy": "random", "iterations": 2}""");

        var settings = Settings("--config", config);

        Assert.Equal(("random", 2L), (settings.Hunt.Engine!.Strategy, settings.Hunt.Schedules!.Value));
    }

    [Fact]
    public void A_recorded_schedule_is_replayed_from_its_file()
    {
        var shell = new FakeShell();
        string file = Directory.EnumerateFiles(Path.Combine(Tidy.SourceTree.Root, "coyote-configs", "recorded")).First();

        Assert.Equal(1, shell.Run("replay", file, "--format", "messages"));
        Assert.StartsWith("reproduced: ", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_part_of_the_demo_never_implies_that_Coyote_ran_where_it_did_not()
    {
        var text = new StringWriter { NewLine = "\n" };

        new DemoEngines(new Terminal(text), new Terminal(new StringWriter()), new(), CancellationToken.None).Tell(8);

        if (Coyote.Availability.IsPresent)
        {
            Assert.StartsWith("\n8. Three of them on both engines\n", text.ToString(), StringComparison.Ordinal);
            Assert.Matches(@"\n  sched/SCH-1 +coyote +(akka|smp) +portfolio +\d+", text.ToString());
        }
        else
        {
            Assert.StartsWith("\n8. Three of them as Coyote found them\n", text.ToString(), StringComparison.Ordinal);
            Assert.Contains("so it does not run here", string.Join(' ', text.ToString().Split()), StringComparison.Ordinal);
            Assert.Equal(3, text.ToString().Split('\n').Count(l => l.Contains("recorded with Coyote 1.7.11 (", StringComparison.Ordinal) && l.EndsWith("replayed, same events", StringComparison.Ordinal)));
        }
    }

    private static ExploreSettings Settings(params string[] args)
    {
        var options = new ExploreOptions();
        var command = new Command("explore");
        options.AddTo(command);
        return ExploreSettings.Of(options, command.Parse(args), _ => null);
    }
}
