using Smp.Traces;

namespace Smp.Tests.Traces;

public sealed class ExportersTests
{
    [Fact]
    public void Every_format_is_found_by_its_name_and_columns_is_the_default()
    {
        Assert.Equal(["columns", "messages", "dmesg", "json", "perfetto", "ftrace", "mermaid", "sarif", "html"], Exporters.All.Select(exporter => exporter.Name));
        Assert.All(Exporters.All, exporter => Assert.Same(exporter, Exporters.Find(exporter.Name)));
        Assert.Equal("columns", Exporters.Default.Name);
        Assert.Null(Exporters.Find("xml"));
    }

    [Fact]
    public void Exporting_twice_gives_the_same_bytes_and_no_carriage_return()
        => Assert.All(Exporters.All, exporter =>
        {
            string once = exporter.Export(Sample.TwoOpeners());
            Assert.Equal(once, exporter.Export(Sample.TwoOpeners()));
            Assert.EndsWith("\n", once, StringComparison.Ordinal);
            Assert.DoesNotContain('\r', once);
        });

    [Fact]
    public void No_two_formats_have_files_of_one_name()
        => Assert.Equal(Exporters.All.Count, Exporters.All.Select(exporter => exporter.FileEnding).Distinct().Count());

    [Fact]
    public void A_trace_without_steps_is_no_trouble()
        => Assert.All(Exporters.All, exporter => Assert.NotEmpty(exporter.Export(new Trace(Sample.Header("S26", 0), []))));
}
