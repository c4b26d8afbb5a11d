using System.Text.Json;
using Smp.Cli;
using Smp.Exploration;

namespace Smp.Tests.Cli;

public sealed class BenchTests
{
    [Fact]
    public void Figures_are_medians_and_factors_are_taken_run_by_run()
    {
        var row = Row("lost-update", [(10, 12), (100, 200), (20, 20)]);

        Assert.Equal(3, row.Runs);
        Assert.Equal(20, row.Steps(BenchMode.Bare).Median);
        Assert.Equal(1.2, row.Factor.Median);
        Assert.False(row.Has(BenchMode.Races));
        Assert.Equal(default, row.Steps(BenchMode.Races));
    }

    [Fact]
    public void A_goal_is_met_or_it_is_not()
    {
        var goals = BenchGoal.Of(
        [
            Row("lost-update", [(2_000_000, 3_800_000)]), Row("plain-2-threads", [(20_000_000, 38_000_000)]),
            Row("plain-100-threads", [(8_000_000, 8_000_000)]),
        ]).ToList();

        Assert.Equal(3, goals.Count);
        Assert.True(goals[0].IsMet);
        Assert.Equal((false, "2.50 x"), (goals[1].IsMet, goals[1].Reached));
        Assert.Equal((true, "1.90 x (1.00 to 1.90)"), (goals[2].IsMet, goals[2].Reached));
    }

    [Fact]
    public void On_a_busy_machine_goals_are_judged_by_processor_time_and_that_is_said()
    {
        var row = new BenchRow("lost-update", "S26", HuntOptions.Random, HuntResult.BuiltInEngine, "smp");
        row.Add(BenchMode.Bare, new Sample(1, 600_000, 2_400_000, 1, 0, 0.5));
        row.Add(BenchMode.Two, new Sample(1, 600_000, 2_400_000, 1, 0, 0.5));

        var goals = BenchGoal.Of([row]).ToList();
        Assert.True(BenchGoal.WasBusy([row]));
        Assert.Equal((true, "1.20 M schedules/s"), (goals[0].IsMet, goals[0].Reached));
        Assert.Equal((true, "2.00 x"), (goals[1].IsMet, goals[1].Reached));
    }

    [Fact]
    public void The_file_has_the_keys_of_its_format()
    {
        var memory = new BenchMemory(1, 2, 3, 4, 5);
        using var json = JsonDocument.Parse(BenchJson.Write(new BenchOptions(), [Row("lost-update", [(1, 2)])], memory, interrupted: true));

        Assert.Equal(
            ["version", "interrupted", "runs", "seconds_each", "processors", "rows", "memory", "goals_by_processor_time", "goals"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        var row = json.RootElement.GetProperty("rows")[0];
        Assert.Equal(
            ["name", "environment", "strategy", "engine", "host", "runs", "bare", "two_workers", "factor_of_two_workers", "bytes_per_schedule", "ratio_to_plain_loop"],
            row.EnumerateObject().Select(p => p.Name));
        Assert.Equal(2, row.GetProperty("two_workers").GetProperty("steps_per_s").GetProperty("median").GetDouble());
    }

    [Fact]
    public void A_program_nobody_knows_is_refused_with_those_there_are()
    {
        var shell = new FakeShell();

        Assert.Equal(2, shell.Run("bench", "no-such"));
        Assert.Contains("there are lost-update, lost-update-syscall, sleep", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_has_a_line_a_row_and_none_is_too_long()
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("bench", "lost-update-syscall", "--time", "0.01", "--runs", "1", "--own"));
        string[] lines = shell.Out.Split('\n');
        Assert.Single(lines, line => line.StartsWith("lost-update-syscall  random", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("lost-update-syscall  exhaustive", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, 100));
    }

    private static BenchRow Row(string program, IEnumerable<(double One, double Two)> stepsPerSecond)
    {
        var row = new BenchRow(program, "S26", HuntOptions.Random, HuntResult.BuiltInEngine, "smp");
        foreach (var (one, two) in stepsPerSecond)
        {
            row.Add(BenchMode.Bare, new Sample(1, (long)one, (long)one, 1, 0, 1));
            row.Add(BenchMode.Two, new Sample(1, (long)two, (long)two, 1, 0, 2));
        }

        return row;
    }
}
