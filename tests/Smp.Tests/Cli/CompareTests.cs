using System.Text.Json;
using System.Text.RegularExpressions;
using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Tests.Traces;

namespace Smp.Tests.Cli;

/// <summary>One schedule in several kernels.</summary>
public sealed class CompareTests
{
    // The race of SLP-1 in S26, as the README shows it.
    private const string Race = "smp1-IgtzbGVlcC9TTFAtMQNTMjYAUFMGQhCH0uIYAQgCAQgCAQDRurR4";

    [Fact]
    public void The_big_lock_stops_the_race_of_two_CPUs()
    {
        var (status, output) = Compare(Race, "--env", "B20,S26");

        Golden.Matches("compare-big-lock", output);
        Assert.Equal(ExitCodes.Found, status);
    }

    [Fact]
    public void Side_by_side_where_there_is_room()
    {
        var shell = new FakeShell { Width = 200 };

        Assert.Equal(ExitCodes.Found, shell.Run("compare", Race, "--env", "B20,S26"));
        Golden.Matches("compare-beside", shell.Out);
        Assert.All(shell.Out.Split('\n'), line => Assert.True(line.Length <= 200, line));
    }

    [Fact]
    public void A_kernel_that_only_has_preemption_more_goes_the_same_way()
    {
        var (status, output) = Compare(Race, "--env", "S26p");

        Golden.Matches("compare-same-way", output);
        Assert.Equal(ExitCodes.Found, status);
    }

    [Fact]
    public void One_CPU_that_is_not_preempted_stays_with_whoever_runs()
    {
        var (status, output) = Compare(Race, "--env", "U0");

        Assert.Contains("here no CPU runs tail/2: CPU 0 stays with cat/1; S26 goes on with step 11: tail/2", output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Nothing, status);
    }

    [Fact]
    public void Kernels_whose_code_differs_are_compared_by_what_the_module_does()
    {
        using var json = JsonDocument.Parse(Compare(Race, "--env", "S68", "--json", "-").Output);

        var kernel = json.RootElement.GetProperty("kernels")[0];
        Assert.Equal(JsonValueKind.Null, kernel.GetProperty("parts").ValueKind);
        Assert.Equal("SLP-1", kernel.GetProperty("finding").GetProperty("bug").GetString());
        // Six common steps: two calls, two loads, two stores, and the returns between.
        var common = kernel.GetProperty("common").EnumerateArray().Select(c => (c.GetProperty("reference_step").GetInt32(), c.GetProperty("step").GetInt32())).ToList();
        Assert.Contains((10, 7), common);
        Assert.Contains((22, 19), common);
    }

    /// <summary>On one CPU the kernel has fewer threads of its own, so processes have other numbers: rmmod/3 is rmmod/2.</summary>
    [Fact]
    public void Agents_are_known_by_what_they_are_and_not_by_their_numbers()
    {
        var catalogue = new Catalogue();
        var origin = new ScenarioSubject(catalogue.Find("sched/SCH-9")!, Environments.Find("S26")!);
        var found = new Hunt(origin, new HuntOptions { Notes = false, Coverage = false, Shrink = false, Workers = 1 }).Run().Findings[0];

        var run = Comparing.Of(origin, found.Token, [new ScenarioSubject(catalogue.Find("sched/SCH-9")!, Environments.Find("UP")!)])[0];

        Assert.NotEqual(origin.Build().Agents.Select(a => a.Name), run.Recording.Agents.Select(a => a.Name));
        Assert.Null(run.Parting);
        Assert.Equal(found.Id, run.Report?.Id);
    }

    /// <summary>What the module does under another version of its kernel is another thing, and the line of the source says so.</summary>
    [Fact]
    public void A_module_that_is_compiled_otherwise_parts_where_it_does_something_else()
    {
        var catalogue = new Catalogue();
        var origin = new ScenarioSubject(catalogue.Find("sched/SCH-6")!, Environments.Find("S26")!);
        string token = new Hunt(origin, new HuntOptions { Notes = false, Coverage = false, Shrink = false, Workers = 1 }).Run().Findings[0].Token.ToString();
        var shell = new FakeShell();

        shell.Run("compare", token, "--env", "S68");

        Assert.Matches(@"here cat/\d does something else \(cat/\d Sched\.cs:\d+ load TimerIntrpt = 0\); S26 goes on with step", shell.Out.ReplaceLineEndings(" "));
    }

    [Fact]
    public void As_JSON_it_says_where_and_why()
    {
        using var json = JsonDocument.Parse(Compare(Race, "--env", "B20,S26", "--json", "-").Output);

        var root = json.RootElement;
        Assert.Equal(["version", "scenario", "environment", "token", "kernels"], root.EnumerateObject().Select(p => p.Name));
        var parts = root.GetProperty("kernels")[0].GetProperty("parts");
        Assert.Equal(
            ("blocked", 10, 11, "tail/2", "kernel_flag", "cat/1", "the big lock blocks tail/2: cat/1 holds it"),
            (Text(parts, "kind"), parts.GetProperty("after_step").GetInt32(), parts.GetProperty("reference_step").GetInt32(), Text(parts, "agent"), Text(parts, "lock"), Text(parts, "holder"), Text(parts, "text")));
        Assert.Equal(Race, Text(root.GetProperty("kernels")[1], "token"));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("kernels")[1].GetProperty("parts").ValueKind);
    }

    [Fact]
    public void Each_kernel_has_a_token_of_its_own_that_replays()
    {
        using var json = JsonDocument.Parse(Compare(Race, "--env", "B20,S68", "--json", "-").Output);

        foreach (var kernel in json.RootElement.GetProperty("kernels").EnumerateArray())
        {
            var shell = new FakeShell();
            bool isFound = kernel.GetProperty("finding").ValueKind != JsonValueKind.Null;
            Assert.Equal(isFound ? ExitCodes.Found : ExitCodes.Nothing, shell.Run("replay", Text(kernel, "token")!));
            Assert.DoesNotContain("events differ", shell.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>In the kernel it was made in a schedule never parts, whatever was found with it.</summary>
    [Theory]
    [InlineData("sleep/SLP-2")]
    [InlineData("sleep/SLP-10")]
    [InlineData("sched/SCH-1")]
    [InlineData("sched/SCH-8")]
    [InlineData("syscall/SYS-2")]
    public void A_schedule_is_followed_exactly_where_it_was_made(string name)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(name)!, Environments.Find("S26")!);
        var found = new Hunt(subject, new HuntOptions { Notes = false, Coverage = false, Shrink = false, Workers = 1 }).Run().Findings[0];

        var run = Comparing.Of(subject, found.Token, [subject])[0];

        Assert.Null(run.Parting);
        Assert.Equal(found.Token, run.Token);
        Assert.Equal(found.Id, run.Report?.Id);
    }

    [Theory]
    [InlineData("--env: unknown environment 'S99'", Race, "--env", "S99")]
    [InlineData("the token is damaged", "smp1-IgtzbGVlcC9TTFAtMQNTMjYAUFMGQhCH0uIYAQgCAQgCAQDRurR5", "--env", "B20")]
    [InlineData("no-such.json: no such file", "no-such.json")]
    public void Bad_input_is_one_line(string expected, params string[] args)
    {
        var shell = new FakeShell();

        Assert.Equal(ExitCodes.Usage, shell.Run(["compare", .. args]));
        Assert.StartsWith($"smp: {expected}", shell.Error, StringComparison.Ordinal);
        Assert.Equal(("", 1), (shell.Out, shell.Error.Count(c => c == '\n')));
    }

    [Fact]
    public void An_environment_that_the_scenario_does_not_exist_in_is_one_line()
    {
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-14")!, Environments.Find("S26")!);
        string token = new Hunt(subject, new HuntOptions { Notes = false, Coverage = false, Shrink = false, Workers = 1 }).Run().Findings[0].Token.ToString();
        var shell = new FakeShell();

        Assert.Equal(ExitCodes.Usage, shell.Run("compare", token, "--env", "S26,S68"));
        Assert.Equal("smp: --env: sleep/SLP-14 cannot be explored in S68, only in U0, UP, B20, S26, S26p\n", shell.Error);
    }

    [Fact]
    public void As_a_page_it_plays_both_and_says_where_they_part()
    {
        var (status, page) = Compare(Race, "--env", "B20,S26", "--format", "html");

        Assert.Equal(ExitCodes.Found, status);
        var data = Regex.Match(page, """<script type="application/json" id="trace">(.*?)</script>""", RegexOptions.Singleline).Groups[1].Value;
        using var json = JsonDocument.Parse(data);
        var contrast = json.RootElement.GetProperty("contrast");
        Assert.Equal("B20", Text(json.RootElement, "environment"));
        Assert.Equal(("S26", 11, Race, false), (Text(contrast, "environment"), contrast.GetProperty("step").GetInt32(), Text(contrast, "token"), contrast.GetProperty("passes").GetBoolean()));
        Assert.StartsWith("B20: the big lock blocks tail/2: cat/1 holds it; S26 goes on with step 11: tail/2", Text(contrast, "text"), StringComparison.Ordinal);
        Assert.Equal(24, json.RootElement.GetProperty("beside").EnumerateArray().Count(line => line.TryGetProperty("n", out _)));
    }

    [Theory]
    [InlineData("--format: a page shows two kernels, and there are 3: name two with --env\n", "--env", "B20,S26,S68", "--format", "html")]
    [InlineData("-o: only a page is written to a file: --format html; --json FILE writes the rest\n", "--env", "B20,S26", "-o", "page.html")]
    [InlineData("--format: 'pdf' is no format; there are columns and html", "--env", "B20,S26", "--format", "pdf")]
    public void A_page_that_cannot_be_made_is_one_line(string expected, params string[] args)
    {
        var shell = new FakeShell();

        Assert.Equal(ExitCodes.Usage, shell.Run(["compare", Race, .. args]));
        Assert.StartsWith("smp: " + expected, shell.Error, StringComparison.Ordinal);
        Assert.Single(shell.Error.TrimEnd('\n').Split('\n'));
    }

    private static (int Status, string Output) Compare(params string[] args)
    {
        var shell = new FakeShell();
        int status = shell.Run(["compare", .. args]);
        Assert.StartsWith("reproduced: sleep/SLP-1 in S26", shell.Error, StringComparison.Ordinal);
        return (status, shell.Out);
    }

    private static string? Text(JsonElement element, string key) => element.GetProperty(key).GetString();
}
