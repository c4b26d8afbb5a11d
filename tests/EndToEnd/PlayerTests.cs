using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>The player in a real browser, with files that the tool wrote.</summary>
public sealed partial class PlayerTests(ITestOutputHelper output)
{
    private const int MostBytes = 1_000_000;

    /// <summary>Pages of the lecture, as the build made them: two lanes, a deadlock, two kernels, an interrupt, a softirq. The others are of their kinds.</summary>
    [BrowserTheory]
    [InlineData("1-lost-update")]
    [InlineData("6-blocking-and-waking")]
    [InlineData("8-one-big-lock")]
    [InlineData("9-interrupts")]
    [InlineData("10-bottom-halves")]
    public void A_demo_file_does_all_that_a_lecture_needs(string demo) => AssertPlays(Page(demo));

    [Fact]
    public void Every_demo_has_its_file_and_none_is_large()
    {
        foreach (string page in Directory.GetFiles(Path.Combine(Smp.Root, "docs", "lecture"), "*-*.md"))
        {
            Assert.InRange(new FileInfo(Page(Path.GetFileNameWithoutExtension(page))).Length, 1, MostBytes);
        }
    }

    // A lock of five threads.
    [BrowserFact]
    public void More_lanes_are_shown_as_well()
    {
        using var running = Smp.Start("replay", Token("classics/wrong-lock", "S26p"), "--format", "html", "-o", "demo.html");
        Assert.Equal(1, running.Wait().Status);
        AssertPlays(Path.Combine(running.Directory, "demo.html"));
    }

    private static string Page(string demo) => Path.Combine(Smp.Root, "docs", "lecture", "players", $"{demo}.html");

    private static void AssertPlays(string file)
    {
        Assert.InRange(new FileInfo(file).Length, 1, MostBytes);

        var wrong = Browser.Run("player.mjs", file).Where(check => check.Value.GetString() is not null).Select(check => $"{check.Key}: {check.Value}").ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [BrowserFact]
    public void Five_thousand_steps_open_in_no_time()
    {
        using var running = Smp.Start("replay", Token("sleep/SLP-1", "S26"), "--format", "html", "-o", "demo.html");
        Assert.Equal(1, running.Wait().Status);
        string file = Path.Combine(running.Directory, "demo.html");
        File.WriteAllText(file, Longer(File.ReadAllText(file), 5000));

        var opening = Browser.Run("opening.mjs", file);

        output.WriteLine($"{opening["steps"]} steps: first seen after {opening["milliseconds"]} ms");
        Assert.Equal(5000, opening["steps"].GetInt32());
        // Under a second on a machine of its own; the bound is for one that has other things to do.
        Assert.InRange(opening["milliseconds"].GetInt32(), 1, 10_000);
    }

    [Fact]
    public void The_file_needs_nothing_beside_it()
    {
        string page = Smp.Run("replay", Token("sleep/SLP-1", "S26"), "--format", "html").Out;

        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?i)\bhttps?://", page);
        Assert.DoesNotMatch(@"<link[^>]+href=""(?!data:)", page);
        Assert.DoesNotMatch(@"<script[^>]+src=", page);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^(import|export) ", page);
    }

    private static string Token(string scenario, string environment)
        => AnyToken().Match(Smp.Run("explore", scenario, "--env", environment).Out).Value;

    /// <summary>The page of a run that does the same again and again.</summary>
    private static string Longer(string page, int steps)
    {
        var data = Data().Match(page).Groups[1];
        var trace = JsonNode.Parse(data.Value)!.AsObject();
        var lines = trace["lines"]!.AsArray();
        var all = new JsonArray();
        int number = 0;
        while (number < steps)
        {
            foreach (var line in lines)
            {
                var copy = line!.DeepClone();
                if (copy["n"] is not null)
                {
                    copy["n"] = ++number;
                }

                all.Add(copy);
                if (number == steps)
                {
                    break;
                }
            }
        }

        trace["lines"] = all;
        return page[..data.Index] + trace.ToJsonString() + page[(data.Index + data.Length)..];
    }

    [GeneratedRegex("smp1-[A-Za-z0-9_-]+")]
    private static partial Regex AnyToken();

    [GeneratedRegex("""<script type="application/json" id="trace">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Data();
}
