using System.CommandLine;
using Smp.Cli;

namespace Smp.Tests.Cli;

/// <summary>Command line before variables before configuration before default.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Without_anything_the_defaults_hold()
    {
        var settings = Settings("sleep/SLP-1");

        Assert.Null(settings.Hunt.Strategy);
        Assert.Null(settings.Hunt.Schedules);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Hunt.Time);
        Assert.Equal(1ul, settings.Hunt.Seed);
        Assert.Equal(Environment.ProcessorCount, settings.Hunt.Workers);
        Assert.Equal("source", settings.Granularity);
        Assert.Empty(settings.Environments);
        Assert.False(settings.Faults || settings.RequireProof || settings.Quiet || settings.Hunt.KeepGoing);
    }

    [Fact]
    public void The_command_line_comes_first_then_variables_then_the_configuration()
    {
        string config = Config("""{"version": 1, "seed": 7, "iterations": 70, "limits": {"time": 0.7, "steps": 700}, "strategy": "random"}""");
        var variables = new Dictionary<string, string> { ["SMP_SEED"] = "8", ["SMP_SCHEDULES"] = "80" };

        var settings = Settings(variables, "sleep/SLP-1", "--seed", "9", "--config", config);

        Assert.Equal(9ul, settings.Hunt.Seed);
        Assert.Equal(80, settings.Hunt.Schedules);
        Assert.Equal(TimeSpan.FromSeconds(0.7), settings.Hunt.Time);
        Assert.Equal(700, settings.Hunt.MaxSteps);
        Assert.Equal("random", settings.Hunt.Strategy);
    }

    [Fact]
    public void Every_strategy_and_its_depth_may_be_asked_for()
    {
        foreach (string strategy in Smp.Exploration.HuntOptions.Strategies)
        {
            Assert.Equal(strategy, Settings("sleep/SLP-1", "--strategy", strategy).Hunt.Strategy);
        }

        Assert.Equal(3, Settings("sleep/SLP-1", "--strategy", "pct").Hunt.Depth);
        Assert.Equal(5, Settings("sleep/SLP-1", "--strategy", "pct", "--depth", "5").Hunt.Depth);
        Assert.Equal(4, Settings("sleep/SLP-1", "--config", Config("""{"version": 1, "strategy": "delay", "depth": 4}""")).Hunt.Depth);
        Assert.Throws<UsageException>(() => Settings("sleep/SLP-1", "--depth", "0"));
    }

    [Fact]
    public void Scenarios_and_environments_may_stand_in_the_configuration()
    {
        string config = Config("""{"version": 1, "scenarios": ["sleep/SLP-1", "counter/*"], "environments": ["U0", "S26"], "engine": "smp"}""");

        var settings = Settings("--config", config);

        Assert.Equal(["sleep/SLP-1", "counter/*"], settings.Scenarios.Select(s => s.Text));
        Assert.Equal(["U0", "S26"], settings.Environments.Select(e => e.Text));
        Assert.Equal(["UP"], Settings("x/y", "--config", config, "--env", "UP").Environments.Select(e => e.Text));
    }

    [Theory]
    [InlineData("sleep/SLP-1", "--env", "U0,B20")]
    [InlineData("sleep/SLP-1", "--env", "U0", "--env", "B20")]
    [InlineData("sleep/SLP-1", "--env", "U0", "B20")]
    [InlineData("--env", "U0", "B20", "sleep/SLP-1")]
    [InlineData("--env", "U0,", "B20", "sleep/SLP-1")]
    public void Environments_are_separated_as_one_likes(params string[] args)
    {
        var settings = Settings(args);

        Assert.Equal(["U0", "B20"], settings.Environments.Select(e => e.Text));
        Assert.Equal(["sleep/SLP-1"], settings.Scenarios.Select(s => s.Text));
    }

    [Fact]
    public void Every_setting_has_its_variable()
    {
        var settings = Settings(
            new Dictionary<string, string>
            {
                ["SMP_ENV"] = "S26,S26p",
                ["SMP_STRATEGY"] = "random",
                ["SMP_SCHEDULES"] = "12",
                ["SMP_TIME"] = "1.5",
                ["SMP_SEED"] = "0",
                ["SMP_WORKERS"] = "3",
                ["SMP_GRANULARITY"] = "compiled",
                ["SMP_FAULTS"] = "1",
                ["SMP_KEEP_GOING"] = "true",
                ["SMP_REQUIRE_PROOF"] = "1",
            },
            "sleep/SLP-1");

        Assert.Equal(["S26", "S26p"], settings.Environments.Select(e => e.Text));
        Assert.Equal(
            ("random", 12L, TimeSpan.FromSeconds(1.5), 0ul, 3, "compiled"),
            (settings.Hunt.Strategy!, settings.Hunt.Schedules!.Value, settings.Hunt.Time, settings.Hunt.Seed, settings.Hunt.Workers, settings.Granularity));
        Assert.True(settings.Faults && settings.Hunt.KeepGoing && settings.RequireProof);
    }

    [Theory]
    [InlineData("SMP_ENV", "", "")]
    [InlineData("SMP_TIME", "soon", "SMP_TIME: 'soon' is not a number of seconds")]
    [InlineData("SMP_WORKERS", "0", "SMP_WORKERS: '0' is not a positive whole number")]
    [InlineData("SMP_STRATEGY", "dfs", "SMP_STRATEGY: 'dfs' is no strategy; there are exhaustive, random, pct, pos, urw, delay, portfolio")]
    [InlineData("SMP_FAULTS", "maybe", "SMP_FAULTS: 'maybe' is neither 1 nor 0")]
    public void A_bad_value_names_its_variable_and_an_empty_one_is_not_set(string variable, string value, string error)
    {
        var variables = new Dictionary<string, string> { [variable] = value };
        if (error.Length == 0)
        {
            Assert.Empty(Settings(variables, "sleep/SLP-1").Environments);
            return;
        }

        Assert.StartsWith(error, Assert.Throws<UsageException>(() => Settings(variables, "sleep/SLP-1")).Message, StringComparison.Ordinal);
    }

    private static ExploreSettings Settings(params string[] args) => Settings([], args);

    private static ExploreSettings Settings(Dictionary<string, string> variables, params string[] args)
    {
        var options = new ExploreOptions();
        var command = new Command("explore");
        options.AddTo(command);
        return ExploreSettings.Of(options, command.Parse(args), variables.GetValueOrDefault);
    }

    private static string Config(string json)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("smp-tests-").FullName, "config.json");
        File.WriteAllText(path, json);
        return path;
    }
}
