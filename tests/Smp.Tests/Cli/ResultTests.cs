using System.Text.Json;
using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Tests.Cli;

/// <summary>What becomes of results: JSON, words, exit codes.</summary>
public sealed class ResultTests
{
    private static readonly string[] s_resultKeys =
    [
        "scenario", "environment", "granularity", "host", "engine", "strategy", "seed", "verdict", "stage", "bounds", "reduction", "detectors",
        "schedules", "distinct", "states", "steps", "first_hit", "elapsed_ms", "findings",
    ];

    private static readonly string[] s_findingKeys = ["id", "kind", "bug", "title", "token", "steps", "switches", "trace"];

    [Fact]
    public void Keys_come_in_the_order_of_the_format()
    {
        var result = Hunt("sleep/SLP-1");

        using var json = JsonDocument.Parse(ResultJson.Write([result], _ => "traces/x.json"));

        Assert.Equal(["version", "results"], Keys(json.RootElement).Take(2));
        var first = json.RootElement.GetProperty("results")[0];
        Assert.Equal(s_resultKeys, Keys(first).Take(s_resultKeys.Length));
        var finding = first.GetProperty("findings")[0];
        Assert.Equal(s_findingKeys, Keys(finding).Take(s_findingKeys.Length));
        Assert.Equal("traces/x.json", finding.GetProperty("trace").GetString());
        Assert.Equal("SLP-1", finding.GetProperty("bug").GetString());
    }

    [Fact]
    public void Values_have_the_types_of_the_format()
    {
        using var json = JsonDocument.Parse(ResultJson.Write([Hunt("sleep/SLP-1")]));

        var result = json.RootElement.GetProperty("results")[0];
        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(("source", "smp", "smp"), (Text(result, "granularity"), Text(result, "host"), Text(result, "engine")));
        Assert.Equal(("1", "found", "source-dpor"), (Text(result, "seed"), Text(result, "verdict"), Text(result, "reduction")));
        Assert.Equal(2, result.GetProperty("stage").GetProperty("cpus").GetInt32());
        Assert.Equal("state-identity", Text(result.GetProperty("bounds"), "pruning"));
        Assert.Contains("memory", result.GetProperty("detectors").EnumerateArray().Select(d => d.GetString()));
        Assert.True(result.GetProperty("schedules").GetInt64() >= result.GetProperty("first_hit").GetInt64());
        Assert.Equal(JsonValueKind.Number, result.GetProperty("elapsed_ms").ValueKind);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("findings")[0].GetProperty("trace").ValueKind);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("error").ValueKind);
        Assert.False(json.RootElement.GetProperty("cancelled").GetBoolean());
    }

    [Fact]
    public void What_followed_a_finding_stands_behind_the_keys_of_the_format()
    {
        var result = Hunt("sleep/SLP-1", new HuntOptions { Strategy = "random", Seed = 3, Workers = 1, Notes = false });
        using var json = JsonDocument.Parse(ResultJson.Write([result]));
        using var bare = JsonDocument.Parse(ResultJson.Write([Hunt("sleep/SLP-1", new HuntOptions { Shrink = false, Notes = false })]));

        var finding = json.RootElement.GetProperty("results")[0].GetProperty("findings")[0];
        Assert.Equal(["first_token", "first_steps", "first_switches", "shrunk", "passing", "fails_always", "cause"], Keys(finding).Skip(12).Take(7));
        Assert.NotEqual(Text(finding, "token"), Text(finding, "first_token"));
        var shrunk = finding.GetProperty("shrunk");
        Assert.Equal("proved", Text(shrunk, "fewest_switches"));
        Assert.Equal(finding.GetProperty("first_switches").GetInt32(), shrunk.GetProperty("before").GetProperty("switches").GetInt32());
        Assert.Equal(2, shrunk.GetProperty("after").GetProperty("switches").GetInt32());
        Assert.Equal(finding.GetProperty("steps").GetInt32(), shrunk.GetProperty("after").GetProperty("steps").GetInt32());
        var decision = finding.GetProperty("passing").GetProperty("decision");
        Assert.Equal(("agent", 18), (Text(decision, "kind"), decision.GetProperty("step").GetInt32()));
        Assert.Equal(new HashSet<string?> { "cat/1", "tail/2" }, [Text(decision, "agent"), Text(decision, "instead")]);
        Assert.StartsWith("Decided in step 18: ", Text(finding.GetProperty("cause"), "text"), StringComparison.Ordinal);
        Assert.Equal(18, finding.GetProperty("cause").GetProperty("steps")[0].GetInt32());
        Assert.False(finding.GetProperty("fails_always").GetBoolean());

        var kept = bare.RootElement.GetProperty("results")[0].GetProperty("findings")[0];
        Assert.Equal(Text(kept, "token"), Text(kept, "first_token"));
        Assert.Equal(JsonValueKind.Null, kept.GetProperty("shrunk").ValueKind);
        Assert.Equal(JsonValueKind.Null, kept.GetProperty("passing").ValueKind);
        Assert.Equal(JsonValueKind.Null, kept.GetProperty("cause").ValueKind);
    }

    [Fact]
    public void The_schedule_that_another_engine_kept_is_recorded_with_the_token_of_the_same_schedule()
    {
        var result = Hunt("sleep/SLP-1", new HuntOptions { Strategy = "random", Seed = 3, Workers = 1, Notes = false });
        var found = result.Findings[0] with { EngineTrace = "{}" };

        Assert.NotEqual(found.Token, found.First.Token);
        Assert.Equal(found.First.Token, RecordedSchedule.Of(result, found)!.Token);
    }

    [Fact]
    public void A_schedule_that_was_shortened_says_what_it_was()
        => Assert.Matches(
            @"\(schedule \d+ of the random search, \d+ steps, \d+ switches, shortened to 24 steps, 2 switches\)$",
            ResultText.Of(Hunt("sleep/SLP-1", new HuntOptions { Strategy = "random", Seed = 3, Workers = 1, Notes = false })));

    [Fact]
    public void No_results_are_an_object_too()
    {
        using var json = JsonDocument.Parse(ResultJson.Write([], cancelled: true));

        Assert.Equal(0, json.RootElement.GetProperty("results").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("cancelled").GetBoolean());
    }

    [Fact]
    public void Lists_and_rows_have_the_keys_of_the_format()
    {
        using var list = JsonDocument.Parse(ListCommand.Json(new Catalogue().All));

        Assert.Equal(["version", "scenarios"], Keys(list.RootElement));
        Assert.Equal(["name", "module", "bug", "corrected", "environments", "summary", "kernel_fix", "no_fix"], Keys(list.RootElement.GetProperty("scenarios")[0]));
    }

    [Fact]
    public void A_result_is_one_line()
    {
        var found = Hunt("sleep/SLP-1");
        var proof = Hunt("sleep/SLP-1.fixed");
        var tried = Hunt("sleep/SLP-1.fixed", new HuntOptions { Strategy = "random", Schedules = 10, Workers = 1 });

        Assert.Matches(@"^  SLP-1  two processes hold /proc/sleep  \(schedule [\d,]+ of the exhaustive search, \d+ steps, 2 switches\)$", ResultText.Of(found));
        Assert.Matches(
            @"^: [\d,]+ schedules, [\d,]+ states; reached: both processes had the file in turn; limits: cpus 2, processes 2$", ResultText.Of(proof));
        Assert.StartsWith(": 10 schedules (random), ", ResultText.Of(tried), StringComparison.Ordinal);
        Assert.Contains("not explored: ", ResultText.Of(tried), StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_result_gives_the_exit_code()
    {
        var proof = Hunt("sleep/SLP-1.fixed");
        var found = proof with { Verdict = Verdict.Found };
        var tried = proof with { Verdict = Verdict.NoneNotExhaustive };
        var error = proof with { Verdict = Verdict.Error };

        Assert.Equal(0, ExitCodes.Of([proof], requireProof: true, interrupted: false));
        Assert.Equal(0, ExitCodes.Of([proof, tried], requireProof: false, interrupted: false));
        Assert.Equal(1, ExitCodes.Of([proof, tried], requireProof: true, interrupted: false));
        Assert.Equal(1, ExitCodes.Of([proof, found], requireProof: false, interrupted: false));
        Assert.Equal(3, ExitCodes.Of([found, error], requireProof: true, interrupted: false));
        Assert.Equal(130, ExitCodes.Of([found, error], requireProof: false, interrupted: true));
    }

    [Theory]
    [InlineData(0.5, 0.25, "~10 s left")]
    [InlineData(null, 0.5, "~10 s left")]
    [InlineData(0.0, 0.0, "")]
    public void Progress_estimates_what_is_left_from_what_ends_first(double? explored, double budget, string left)
    {
        var at = new HuntProgress("exhaustive", 20_000, 400_000, 1_500_000, 1, TimeSpan.FromSeconds(10), explored, budget);

        string text = ProgressLine.Text(at, ProgressLine.Share(at));

        Assert.StartsWith("exhaustive  20.0 k schedules  2000/s  1.50 M states  1 finding", text, StringComparison.Ordinal);
        Assert.EndsWith(left.Length == 0 ? "1 finding" : left, text, StringComparison.Ordinal);
    }

    private static HuntResult Hunt(string scenario, HuntOptions? options = null)
        => new Hunt(new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find("S26")!), options ?? new HuntOptions()).Run();

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private static string? Text(JsonElement element, string key) => element.GetProperty(key).GetString();
}
