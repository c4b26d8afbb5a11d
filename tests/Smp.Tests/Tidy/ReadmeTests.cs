using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Tests.Tidy;

/// <summary>The README shows what the tool prints, not what somebody once remembered it to print.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_race_in_the_readme_is_the_one_that_is_found()
    {
        var profile = Environments.Find("S26")!;
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1")!, profile);
        var found = new Hunt(subject, new HuntOptions { Workers = 1 }).Run().Findings[0];
        var header = new TraceHeader(subject.Scenario, subject.Environment, subject.Granularity, "exhaustive", "1", "", found.Token.ToString()) { Cpus = profile.Cpus };
        string columns = new ColumnsExporter().Export(TraceBuilder.Build(found.Recording, header, found.Report));
        string readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")).ReplaceLineEndings("\n");
        Assert.Contains(columns.ReplaceLineEndings("\n").Trim(), readme, StringComparison.Ordinal);
    }

    /// <summary>The rows are those of the catalogue; that the cells are right takes too long here and is what .ci/matrix is for.</summary>
    [Fact]
    public void The_matrix_is_well_formed_and_has_a_row_for_every_catalogued_bug()
    {
        string readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")).ReplaceLineEndings("\n");
        string[] parts = readme.Split(MatrixMarkdown.Begin + "\n", StringSplitOptions.None);
        Assert.Equal(2, parts.Length);
        string[] block = parts[1].Split("\n" + MatrixMarkdown.End + "\n");
        Assert.Equal(2, block.Length);
        var rows = block[0].Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | ")).ToList();

        Assert.All(rows, row => Assert.Equal(Environments.All.Count + 1, row.Length));
        Assert.All(
            rows.Where(row => row[0] is not "---" && !row[0].StartsWith('`')),
            row => Assert.All(row[1..], cell => Assert.Matches(@"^(found \d+( \([a-z, ]+\))?|absent|not found|n/a)$", cell)));
        var scenarios = MatrixRows.Of(new Catalogue().All, []);
        Assert.Equal(
            scenarios.GroupBy(s => s.Module).SelectMany(module => module.Select(s => s.Bug).Prepend($"`{module.Key}`")),
            rows.Select(row => row[0]).Where(first => first != "---"));
        Assert.All(rows.Where(row => row[0].StartsWith('`')), row => Assert.Equal(Environments.All.Select(e => e.Name), row[1..]));
        Assert.Contains(MatrixText.Legend, block[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./smp demo")]
    [InlineData("./smp matrix")]
    [InlineData("dotnet test Smp.sln")]
    [InlineData("coyote-configs/")]
    public void It_names(string what)
        => Assert.Contains(what, File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")), StringComparison.Ordinal);
}
