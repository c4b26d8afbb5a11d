using System.Text.Json;

namespace EndToEnd;

/// <summary>A module that does not come back, and modules that fail: status 3, the place, and nothing lost.</summary>
public sealed class WatchdogTests
{
    private static readonly string s_misbehaving = Path.Combine(
        Smp.Dll[..Smp.Dll.IndexOf(Path.Combine("src", "Cli"), StringComparison.Ordinal)], "tests", "Misbehaving", "bin",
        Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name,
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "Misbehaving.dll");

    [Fact]
    public void A_loop_without_an_end_is_given_up_and_what_there_is_is_written()
    {
        using var running = Smp.Start(
            "explore", "bad/livelock", "bad/hang", "bad/none", "--env", "S26", "--watchdog", "1", "--assembly", s_misbehaving, "--json", "r.json", "--traces", "t");
        var ended = running.Wait();

        Assert.Equal(3, ended.Status);
        Assert.Matches("bad/hang +S26 +error: bad/hang in S26: no step has ended for 1 s: echo/1 loops without a visible operation after BadModule.cs:", ended.Out);
        string token = ended.Out[ended.Out.IndexOf("up to there: ", StringComparison.Ordinal)..].Split(' ', '\n')[3];
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(ended.Directory, "r.json")));
        var results = json.RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["found", "error"], results.Select(r => r.GetProperty("verdict").GetString()));
        Assert.Contains(token, results[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(json.RootElement.GetProperty("cancelled").GetBoolean());
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(ended.Directory, "t")));

        var replayed = Smp.Run("replay", token, "--watchdog", "1", "--assembly", s_misbehaving);
        Assert.Equal((3, ""), (replayed.Status, replayed.Out));
        Assert.StartsWith("smp: the testbed failed: bad/hang in S26: no step has ended for 1 s: ", replayed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_goes_on_with_its_other_cells()
    {
        var ended = Smp.Run(
            "matrix", "--module", "bad", "--env", "S26", "--watchdog", "1", "--time", "1", "--jobs", "2", "--assembly", s_misbehaving, "--json", "-");

        Assert.Equal(3, ended.Status);
        using var json = JsonDocument.Parse(ended.Out);
        Assert.Contains("bad/BAD-3", ended.Out, StringComparison.Ordinal);
        Assert.Contains("error bad/BAD-1 in S26: bad/BAD-1 in S26: no step has ended for 1 s", ended.Error, StringComparison.Ordinal);
        Assert.Contains("error bad/BAD-2 in S26: on the stage, insmod/3: InvalidOperationException: init is broken (BadModule.cs:", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_that_misuses_the_machine_is_status_3_with_its_line()
    {
        var ended = Smp.Run("explore", "bad/not-awaited", "--env", "S26", "--assembly", s_misbehaving);

        Assert.Equal(3, ended.Status);
        Assert.Matches(@"made in line \d+; what is not awaited where it is made does not happen \(after BadModule.cs:\d+\)", ended.Out);
    }
}
