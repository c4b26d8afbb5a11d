using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>Every format of two findings: two openers of one file, and a timer that is armed while its module goes.</summary>
public sealed class GoldenFormatTests
{
    /// <summary>All formats but the page, whose data has a golden file of its own.</summary>
    public static TheoryData<string> TextFormats => [.. Exporters.All.Where(exporter => exporter is not HtmlExporter).Select(exporter => exporter.Name)];

    [Theory]
    [MemberData(nameof(TextFormats))]
    public void A_finding_looks_as_it_did(string format)
    {
        Golden.Matches($"{format}-SLP-1-S26", Exporters.Find(format)!.Export(WithoutSources("sleep/SLP-1")));
        Golden.Matches($"{format}-SCH-1-S26", Exporters.Find(format)!.Export(WithoutSources("sched/SCH-1")));
    }

    [Theory]
    [InlineData("perfetto")]
    [InlineData("ftrace")]
    [InlineData("mermaid")]
    public void An_interrupt_that_comes_between_looks_as_it_did(string format)
        => Golden.Matches($"{format}-sleep-and-wake", Exporters.Find(format)!.Export(Sample.SleepAndWake()));

    // A comment in a module is no change of a format.
    private static Trace WithoutSources(string scenario) => FoundTraces.Of(scenario) with { Sources = [] };
}
