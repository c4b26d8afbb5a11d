using System.Text.RegularExpressions;
using Smp.AkkaHost;
using Smp.Cli;
using Smp.CoyoteEngine;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Tests.Tidy;

/// <summary>The README shows what the tool prints, not what somebody once remembered it to print.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void The_race_in_the_readme_is_the_one_that_is_found()
    {
        var profile = Environments.Find("S26")!;
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1")!, profile);
        var result = new Hunt(subject, new HuntOptions { Workers = 1 }).Run();
        string columns = new ColumnsExporter().Export(FoundTrace.Of(result, result.Findings[0]));
        string readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")).ReplaceLineEndings("\n");
        Assert.Contains(columns.ReplaceLineEndings("\n").Trim(), readme, StringComparison.Ordinal);
    }

    /// <summary>That the cells are right takes too long here and is what .ci/matrix is for; that their tokens show the bug does not.</summary>
    [Fact]
    public void The_summary_of_the_matrix_has_a_row_for_every_module_with_catalogued_bugs()
    {
        var rows = Rows(Block());

        Assert.Equal(["module", "bugs", .. Environments.All.Select(e => e.Name)], rows[0]);
        var modules = MatrixRows.Of(new Catalogue().All, []).GroupBy(s => s.Module).ToList();
        var summary = rows[2..(2 + modules.Count)];
        Assert.Equal(modules.Select(module => ($"[`{module.Key}`](docs/bugs.md#{module.Key})", $"{module.Count()}")), summary.Select(row => (row[0], row[1])));
        Assert.All(summary, row => Assert.All(row[2..], cell => Assert.Matches(@"^(\d+|n/a)$", cell)));
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void The_matrix_has_every_bug_of_the_catalogue_and_every_token_shows_it(string module)
    {
        var catalogue = new Catalogue();
        string table = Block().Split($"<details><summary>{module}: ")[1].Split("</details>")[0];
        var rows = Rows(table);

        Assert.Equal([$"`{module}`", .. Environments.All.Select(e => e.Name)], rows[0]);
        Assert.Equal(MatrixRows.Of(catalogue.All, [new Given(module, "module")]).Select(s => s.Bug), rows[2..].Select(row => row[0]));
        foreach (string[] row in rows[2..])
        {
            var scenario = catalogue.Find($"{module}/{row[0]}")!;
            foreach (var (cell, environment) in row[1..].Zip(Environments.All))
            {
                if (cell is not ("absent" or "n/a" or "not found"))
                {
                    Shows(scenario, environment, cell);
                }
            }
        }
    }

    public static TheoryData<string> Modules => [.. MatrixRows.Of(new Catalogue().All, []).Select(s => s.Module).Distinct()];

    [Theory]
    [InlineData("./smp demo")]
    [InlineData("./smp matrix")]
    [InlineData("dotnet test Smp.sln")]
    [InlineData("coyote-configs/")]
    public void It_names(string what)
        => Assert.Contains(what, File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")), StringComparison.Ordinal);

    [Fact]
    public void The_engines_are_those_that_are_pinned()
    {
        string readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")).ReplaceLineEndings("\n");

        Assert.Contains($"\nhost    akka    Akka.NET {AkkaHosts.Availability.Version} ", readme, StringComparison.Ordinal);
        Assert.Contains($"\nengine  coyote  Microsoft Coyote {Coyote.Availability.Version} ", readme, StringComparison.Ordinal);
    }

    /// <summary>What stands under Coyote are the iterations of the recorded schedules; what stands under strategies of Smp that draw schedules is run here.</summary>
    [Fact]
    public void The_iterations_in_the_table_are_those_that_were_measured()
    {
        var rows = File.ReadAllLines(Path.Combine(SourceTree.Root, "README.md"))
            .SkipWhile(line => !line.StartsWith("| engine | host | strategy |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ').Split(" | "))
            .ToList();
        string[] bugs = rows[0][3..9];

        foreach (string strategy in Coyote.Strategies)
        {
            var row = Assert.Single(rows, row => row[0] == $"Coyote {Coyote.Availability.Version}" && row[2] == strategy);
            var records = RecordedSchedules.All.Select(r => r.Schedule)
                .Where(r => r.Strategy == strategy && r.Token.Environment == "S26" && r.Seed == "1" && r.Token.Scenario.EndsWith('/' + r.Bug))
                .ToDictionary(r => r.Bug, r => Numbers.Plain((ulong)r.Iteration));
            Assert.Equal(bugs.Select(bug => records[bug]), row[3..9]);
        }

        foreach (string strategy in HuntOptions.Strategies.Where(strategy => strategy != HuntOptions.Exhaustive))
        {
            var row = Assert.Single(rows, row => row[1] == "smp" && row[2] == strategy);
            Assert.Equal(bugs.Select(bug => FirstHit(bug, strategy)), row[3..9]);
        }
    }

    private static void Shows(Scenario scenario, KernelProfile environment, string cell)
    {
        var parts = CellPattern().Match(cell);
        Assert.True(parts.Success, cell);
        Assert.Equal(MatrixMarkdown.Anchor(scenario), parts.Groups["anchor"].Value);
        Assert.True(Token.TryParse(parts.Groups["token"].Value, out var token, out string? why), why);
        Assert.Equal((scenario.Name, environment.Name), (token.Scenario, token.Environment));
        Assert.True(ScenarioSubject.TryParseGranularity(token.Granularity, out string granularity, out bool faults));
        var replay = Replay.Run(new ScenarioSubject(scenario, environment, faults, granularity), token);
        Assert.Equal((ReplayOutcome.Reproduced, scenario.Bug), (replay.Outcome, replay.Report?.Bug));
    }

    private static string Block()
    {
        string readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")).ReplaceLineEndings("\n");
        string[] parts = readme.Split(MatrixMarkdown.Begin + "\n", StringSplitOptions.None);
        Assert.Equal(2, parts.Length);
        return parts[1].Split("\n" + MatrixMarkdown.End + "\n")[0];
    }

    private static List<string[]> Rows(string text)
        => [.. text.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | "))];

    [GeneratedRegex(@"^\[found [\d,]+( \([a-z, ]+\))?\]\(docs/bugs\.md#(?<anchor>[\w-]+) ""(?<token>smp1-[\w-]+)""\)$")]
    private static partial Regex CellPattern();

    private static string FirstHit(string bug, string strategy)
    {
        var scenario = new Catalogue().All.Single(s => s.Bug == bug && !s.Corrected && s.Name.EndsWith('/' + bug));
        var subject = new ScenarioSubject(scenario, Environments.Find("S26")!);
        var options = new HuntOptions { Strategy = strategy, Workers = 1, Notes = false };
        return Numbers.Plain((ulong)new Hunt(subject, options).Run().FirstHit);
    }
}
