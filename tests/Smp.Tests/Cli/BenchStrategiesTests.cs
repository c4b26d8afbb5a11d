using System.Text.Json;
using Smp.Cli;
using Smp.Exploration;
using Smp.Scenarios;

namespace Smp.Tests.Cli;

public sealed class BenchStrategiesTests
{
    [Fact]
    public void It_counts_schedules_to_the_first_finding_by_program_and_strategy()
    {
        var shell = new FakeShell();

        int status = shell.Run("bench", "strategies", "account", "classics/transfer", "--seeds", "3", "--schedules", "500", "--json", "-");

        Assert.Equal(0, status);
        using var json = JsonDocument.Parse(shell.Out);
        var programs = json.RootElement.GetProperty("programs").EnumerateArray().ToList();
        Assert.Equal(["classics/account", "classics/transfer"], programs.Select(p => p.GetProperty("program").GetString()));
        foreach (var program in programs)
        {
            var strategies = program.GetProperty("strategies").EnumerateArray().ToList();
            Assert.Equal(HuntOptions.Strategies, strategies.Select(s => s.GetProperty("strategy").GetString()!));
            Assert.All(strategies, s => Assert.Equal(s.GetProperty("hunts").GetInt32(), s.GetProperty("found").GetInt32()));
            Assert.Equal([1, 3, 3, 3, 3, 3, 3], strategies.Select(s => s.GetProperty("hunts").GetInt32()));
        }
    }

    [Fact]
    public void It_prints_a_table_and_says_how_the_portfolio_did()
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("bench", "strategies", "account", "--seeds", "2", "--schedules", "500", "--strategy", "urw,portfolio"));

        Assert.Contains("portfolio: 1 of 1 program found with every seed", shell.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("pct", shell.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown scenario 'classics/acount'", "acount")]
    [InlineData("'luck' is no strategy", "account", "--strategy", "luck")]
    [InlineData("--seeds: '0' is not a positive whole number", "account", "--seeds", "0")]
    public void Bad_input_is_one_line(string error, params string[] args)
    {
        var shell = new FakeShell();

        Assert.Equal(2, shell.Run(["bench", "strategies", .. args]));
        Assert.Contains(error, shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mean_counts_what_hunts_without_a_finding_have_tried()
    {
        var cell = new StrategyCell(new ClassicScenarios().Scenarios.First(), "random", 4);
        cell.Note(0, 10, 12, null);
        cell.Note(1, 0, 100, null);
        cell.Note(2, 30, 31, null);

        Assert.Equal((2, 3), (cell.Found, cell.Hunts));
        Assert.Equal(70, cell.Mean);
        Assert.Equal(30, cell.Median);
        cell.Note(3, 0, 100, null);
        Assert.Null(cell.Median);
    }
}
