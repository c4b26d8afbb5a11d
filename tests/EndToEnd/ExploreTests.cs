using System.Text.Json;

namespace EndToEnd;

public sealed class ExploreTests
{
    [Fact]
    public void Found_is_1_and_shows_the_columns()
    {
        var explore = Smp.Run("explore", "sleep/SLP-1", "--env", "S26");

        Assert.Equal((1, ""), (explore.Status, explore.Error));
        Assert.StartsWith("sleep/SLP-1  S26  found  SLP-1  two processes hold /proc/sleep  (schedule ", explore.Out, StringComparison.Ordinal);
        Assert.Contains("► Sleep.cs", explore.Out, StringComparison.Ordinal);
        Assert.Contains("\nreplay: smp replay smp1-", explore.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', explore.Out);
    }

    [Fact]
    public void Columns_are_shown_once_a_finding_and_a_token_for_the_others()
    {
        var explore = Smp.Run("explore", "sleep/*-1", "--env", "S26,S26p", "U0");

        Assert.Equal(1, explore.Status);
        Assert.Single(explore.Out.Split('\n'), line => line.StartsWith("step   CPU 0", StringComparison.Ordinal));
        Assert.Single(explore.Out.Split('\n'), line => line.StartsWith("  replay: smp replay smp1-", StringComparison.Ordinal));
        Assert.EndsWith("3 results: 2 found, 1 proved absent\n", explore.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proof_is_0_and_says_what_it_reached()
    {
        var explore = Smp.Run("explore", "sleep/SLP-1.fixed", "--env", "S26", "--require-proof");

        Assert.Equal((0, ""), (explore.Status, explore.Error));
        Assert.Matches(
            @"^sleep/SLP-1\.fixed  S26  none, exhaustive: [\d,]+ schedules, [\d,]+ states; reached: both processes had the file in turn; "
            + @"limits: cpus 2, processes 2\n",
            explore.Out);
        Assert.Matches(@"\n  never reached, \d+ of \d+: SleepFixed\.cs:\d+ \(module_output\)", explore.Out);
    }

    [Fact]
    public void What_is_not_exhaustive_is_0_and_1_where_a_proof_is_required()
    {
        string[] args = ["explore", "sleep/SLP-1.fixed", "--env", "S26", "--strategy", "random", "--schedules", "50"];

        var explore = Smp.Run(args);

        Assert.Equal(0, explore.Status);
        Assert.StartsWith("sleep/SLP-1.fixed  S26  none, not exhaustive: 50 schedules (random), ", explore.Out, StringComparison.Ordinal);
        Assert.Equal(1, Smp.Run([.. args, "--require-proof"]).Status);
    }

    [Fact]
    public void Json_on_standard_output_is_one_object_and_nothing_else()
    {
        var explore = Smp.Run("explore", "sleep/SLP-1", "sleep/SLP-1.fixed", "--env", "S26", "--json", "-");

        using var json = JsonDocument.Parse(explore.Out);
        Assert.Equal(1, explore.Status);
        Assert.Equal(
            ["found", "none-exhaustive"], json.RootElement.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("verdict").GetString()));
        Assert.DoesNotContain('\u001b', explore.Out + explore.Error);
    }

    [Fact]
    public void Traces_are_written_in_every_format_and_named_in_the_json()
    {
        using var running = Smp.Start("explore", "sleep/SLP-1", "--env", "S26", "--json", "results.json", "--traces", "traces", "--quiet");
        var explore = running.Wait();

        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(running.Directory, "results.json")));
        string trace = json.RootElement.GetProperty("results")[0].GetProperty("findings")[0].GetProperty("trace").GetString()!;
        string[] files = [.. Directory.GetFiles(Path.Combine(running.Directory, "traces")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Single(explore.Out.TrimEnd().Split('\n'));
        Assert.All(
            (string[])["columns.txt", "messages.txt", "dmesg.txt", "perfetto.json", "ftrace.txt", "mmd", "sarif"],
            ending => Assert.Single(files, file => file.EndsWith($".{ending}", StringComparison.Ordinal)));
        Assert.All(files.Where(file => file != "index.html"), file => Assert.StartsWith("sleep-SLP-1.S26.", file, StringComparison.Ordinal));
        Assert.Contains(Path.GetFileName(trace), files);

        string index = File.ReadAllText(Path.Combine(running.Directory, "traces", "index.html"));
        Assert.All(files.Where(file => file != "index.html"), file => Assert.Contains($"href=\"{file}\"", index, StringComparison.Ordinal));
        Assert.Contains("SLP-1: two processes hold /proc/sleep", index, StringComparison.Ordinal);
        Assert.Contains("<code>smp replay smp1-", index, StringComparison.Ordinal);
        Assert.DoesNotContain("http", index, StringComparison.Ordinal);

        var replay = Smp.Run("replay", Path.Combine(running.Directory, trace));
        Assert.Equal(1, replay.Status);
        Assert.DoesNotContain("differs", replay.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_stand_in_for_options_and_a_configuration_for_both()
    {
        using var running = Smp.Start("list");
        string config = Path.Combine(running.Directory, "config.json");
        running.Wait();
        File.WriteAllText(config, """{"version": 1, "scenarios": ["sleep/*.fixed"], "environments": ["S26"], "strategy": "random", "iterations": 9, "limits": {"time": 20}}""");

        Assert.Contains("S26  none, not exhaustive: 9 schedules", Smp.Run("explore", "--config", config).Out, StringComparison.Ordinal);
        var variables = new Dictionary<string, string> { ["SMP_ENV"] = "UP", ["SMP_SCHEDULES"] = "7" };
        Assert.Contains("UP  none, not exhaustive: 7 schedules", Smp.Run(variables, "explore", "--config", config).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Until_gives_the_verdict_on_one_bug_alone()
    {
        var found = Smp.Run("explore", "sleep/SLP-1", "--env", "S26", "--until", "SLP-1", "-q");
        var other = Smp.Run("explore", "counter/lost-update", "--env", "S26", "--until", "SLP-1", "-q");

        Assert.Equal(1, found.Status);
        Assert.StartsWith("sleep/SLP-1  S26  found  SLP-1  ", found.Out, StringComparison.Ordinal);
        Assert.Equal(0, other.Status);
        Assert.StartsWith("counter/lost-update  S26  none, exhaustive: ", other.Out, StringComparison.Ordinal);
        Assert.Contains("; on the way, 1 other finding\n", other.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Ctrl_C_ends_a_hunt_with_what_was_found_so_far(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var running = Smp.Start(
            "explore", "sleep/SLP-1.fixed", "--strategy", "random", "--time", "50", "--env", "S26,UP", "--json", "results.json");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        // A shell starts what runs in the background with SIGINT ignored, and that is respected.
        running.Signal(signal == "INT" && Smp.IsInterruptIgnored() ? "TERM" : signal);
        var explore = running.Wait();

        Assert.Equal(130, explore.Status);
        Assert.EndsWith("1 of 2 results: 1 not found, not exhaustive; interrupted\n", explore.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(running.Directory, "results.json")));
        Assert.True(json.RootElement.GetProperty("cancelled").GetBoolean());
        Assert.True(json.RootElement.GetProperty("results")[0].GetProperty("schedules").GetInt64() > 0);
    }
}
