using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>Where a schedule parts from the one beside it, as traces show it.</summary>
public sealed class ContrastTests
{
    [Fact]
    public void The_deciding_step_is_marked_in_both_schedules_and_each_names_the_other()
    {
        var (failing, passing) = Both();
        string fails = new ColumnsExporter().Export(failing);
        string passes = new ColumnsExporter().Export(passing);

        Assert.Matches(@"\n +18 +◆ Sleep\.cs:\d+ +load Already_Open = 0\n", fails);
        Assert.Matches(@"\n +18 ◆ Sleep\.cs:\d+ +store Already_Open = 1\n", passes);
        Assert.Single(fails.Split('\n'), line => line.Contains('◆', StringComparison.Ordinal));
        Assert.EndsWith($"\nreplay: smp replay {failing.Header.Token}\npasses: smp replay {passing.Header.Token}\n", fails, StringComparison.Ordinal);
        Assert.EndsWith($"\nreplay: smp replay {passing.Header.Token}\nfails: smp replay {failing.Header.Token}\n", passes, StringComparison.Ordinal);
        Assert.Contains("\nnothing found: the run ended\n", passes, StringComparison.Ordinal);
        Assert.Contains("\nDecided in step 18: ", passes, StringComparison.Ordinal);
        Assert.Contains("# Sleep.cs", new ColumnsExporter(new ColumnsOptions { Ascii = true }).Export(failing), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_keeps_it_and_a_trace_without_one_has_no_such_key()
    {
        var (failing, passing) = Both();

        Assert.Equal(failing.Header.Contrast, JsonTraceReader.Read(new JsonExporter().Export(failing)).Header.Contrast);
        Assert.Equal(passing.Header.Contrast, JsonTraceReader.Read(new JsonExporter().Export(passing)).Header.Contrast);
        Assert.DoesNotContain("\"contrast\"", new JsonExporter().Export(Sample.TwoOpeners()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("dmesg")]
    public void Other_text_formats_say_it_in_words(string format)
        => Assert.Contains("passes: smp replay smp1-", Exporters.Find(format)!.Export(Both().Failing), StringComparison.Ordinal);

    private static (Trace Failing, Trace Passing) Both()
    {
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1")!, Environments.Find("S26")!);
        var result = new Hunt(subject, new HuntOptions { Workers = 1, Notes = false }).Run();
        var finding = result.Findings[0];
        return (FoundTrace.Of(result, finding), FoundTrace.Passing(finding, finding.Passing!));
    }
}
