using System.Text.Json;

namespace EndToEnd;

public sealed class ToolTests
{
    [Fact]
    public void The_version_names_the_commit()
        => Assert.Matches(@"^smp \d+\.\d+\.\d+( \(commit [0-9a-f]{12}\))?\n$", Smp.Run("--version").Out);

    [Fact]
    public void The_list_names_scenarios_and_environments()
    {
        var list = Smp.Run("list");

        Assert.Equal((0, ""), (list.Status, list.Error));
        Assert.Contains("sleep/SLP-1.fixed", list.Out, StringComparison.Ordinal);
        Assert.Contains("  S26p  Linux 2.6.11, two CPUs, preemptible kernel", list.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Smp.Run("list", "--json", "-").Out);
        Assert.Contains("sleep/SLP-1", json.RootElement.GetProperty("scenarios").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
    }

    [Fact]
    public void A_scenario_is_shown_with_what_must_never_be_and_what_must_be_reached()
    {
        var show = Smp.Run("show", "sleep/SLP-1");

        Assert.Equal(0, show.Status);
        Assert.Contains("two processes hold /proc/sleep", show.Out, StringComparison.Ordinal);
        Assert.Contains("both processes had the file in turn", show.Out, StringComparison.Ordinal);
        Assert.Contains("smp explore sleep/SLP-1", show.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bench_prints_its_rows()
    {
        var bench = Smp.Run("bench", "lost-update", "--time", "0.05", "--runs", "2", "--json", "-");

        using var json = JsonDocument.Parse(bench.Out);
        Assert.Equal(0, bench.Status);
        var rows = json.RootElement.GetProperty("rows").EnumerateArray()
            .ToLookup(r => (r.GetProperty("engine").GetString(), r.GetProperty("host").GetString()) == ("smp", "smp"));
        Assert.Equal(
            ["lost-update random", "lost-update exhaustive", "lost-update-syscall random", "lost-update-syscall exhaustive"],
            rows[true].Select(r => $"{r.GetProperty("name").GetString()} {r.GetProperty("strategy").GetString()}"));

        // In a twentieth of a second Coyote runs few schedules, on a busy machine perhaps one.
        Assert.All(rows.SelectMany(row => row), row => Assert.True(row.GetProperty("bare").GetProperty("schedules_per_s").GetProperty("median").GetDouble() > 0));
    }

    [Fact]
    public void A_long_hunt_shows_what_it_holds()
    {
        var memory = Smp.Run("bench", "memory", "--schedules", "200000", "--workers", "2");

        Assert.Equal(0, memory.Status);
        Assert.Contains("       200,000 ", memory.Out, StringComparison.Ordinal);
        Assert.Contains("From the first line to the last the heap grew by", memory.Out, StringComparison.Ordinal);
    }
}
