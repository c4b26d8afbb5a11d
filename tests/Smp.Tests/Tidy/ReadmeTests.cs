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

    [Theory]
    [InlineData("./smp demo")]
    [InlineData("dotnet test Smp.sln")]
    [InlineData("coyote-configs/")]
    public void It_names(string what)
        => Assert.Contains(what, File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")), StringComparison.Ordinal);
}
