using Smp.Cli;
using Smp.Kernel;

namespace Smp.Tests.Cli;

public sealed class InputTests
{
    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("0.001", 0.001)]
    [InlineData("1e2", 100)]
    public void Seconds_may_be_fractions(string text, double seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), Values.Seconds(new Given(text, "--time")));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e300")]
    [InlineData("1e-9")]
    [InlineData("1,5")]
    [InlineData("")]
    public void What_is_no_time_is_refused(string text)
        => Assert.Throws<UsageException>(() => Values.Seconds(new Given(text, "--time")));

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    [InlineData(" 1")]
    public void What_is_no_positive_number_is_refused(string text)
        => Assert.Throws<UsageException>(() => Values.Positive(new Given(text, "--schedules")));

    [Fact]
    public void A_seed_may_be_0_and_as_large_as_a_word()
    {
        Assert.Equal(0ul, Values.Seed(new Given("0", "--seed")));
        Assert.Equal(ulong.MaxValue, Values.Seed(new Given("18446744073709551615", "--seed")));
        Assert.Throws<UsageException>(() => Values.Seed(new Given("-1", "--seed")));
    }

    [Fact]
    public void An_error_is_one_line_whatever_was_typed()
        => Assert.Equal("--env: 'a\\x0ab\\x1b' is bad", new Given("a\nb\u001b", "--env").Refused("is bad").Message);

    [Theory]
    [InlineData("sleep/SLP1", "sleep/SLP-1")]
    [InlineData("slp-1", "sleep/SLP-1")]
    [InlineData("Sleep/slp-1", "sleep/SLP-1")]
    [InlineData("zzzzzz", "")]
    [InlineData("", "")]
    public void The_nearest_name_is_suggested(string text, string expected)
        => Assert.Equal(expected, Nearest.To(text, ["counter/lost-update", "sleep/SLP-1"]).FirstOrDefault() ?? "");

    [Fact]
    public void A_glob_takes_twins_only_if_it_says_so_and_each_scenario_is_explored_once()
    {
        var known = new KnownScenarios([]);

        Assert.Equal(["sleep/SLP-1 U0", "sleep/SLP-1 S26"], Planned(known, ["sleep/*-1", "sleep/SLP-1"], ["U0", "S26", "U0"]));
        Assert.Equal(["sleep/SLP-1.fixed UP"], Planned(known, ["sleep/*-1.fixed"], ["UP"]));
        Assert.Equal(Environments.All.Count, Planned(known, ["sleep/SLP-1"], []).Count);
    }

    [Fact]
    public void Environments_that_a_scenario_does_not_have_are_refused_by_name_and_passed_over_in_a_glob()
    {
        var known = new KnownScenarios([new Given(OwnScenarios.AssemblyPath, "--assembly")]);

        Assert.Equal(["tests/only-U0 U0"], Planned(known, ["tests/only*"], ["U0", "S26"]));
        var error = Assert.Throws<UsageException>(() => Planned(known, ["tests/only-U0"], ["U0", "S26"]));
        Assert.Equal("--env: tests/only-U0 cannot be explored in S26, only in U0", error.Message);
        Assert.Throws<UsageException>(() => Planned(known, ["tests/only*"], ["S26"]));
    }

    [Fact]
    public void The_version_names_twelve_characters_of_the_commit()
    {
        Assert.Equal("smp 0.1.0 (commit abcdef123456)", ToolVersion.Of("0.1.0+abcdef1234567890"));
        Assert.Equal("smp 0.1.0", ToolVersion.Of("0.1.0"));
    }

    private static List<string> Planned(KnownScenarios known, string[] names, string[] environments)
        => [.. Plan.Of(known, [.. names.Select(n => new Given(n, "SCENARIO"))], all: false, [.. environments.Select(e => new Given(e, "--env"))])
            .Select(hunt => $"{hunt.Scenario} {hunt.Environment.Name}")];
}
