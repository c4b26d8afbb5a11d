using System.Text.RegularExpressions;
using Smp.Tests.Tidy;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>The page of the player, as text; what a browser makes of it is tested with one (tests/EndToEnd).</summary>
public sealed partial class HtmlTests
{
    [Fact]
    public void The_data_of_a_page_are_the_trace_with_every_text_once()
    {
        using var data = new StringWriter();
        PlayerData.Write(Sample.TwoOpeners(), data);

        Golden.Matches("html-data-two-openers", data.ToString().Replace("},", "},\n", StringComparison.Ordinal) + "\n");
    }

    [Fact]
    public void Nothing_in_a_trace_is_markup()
    {
        const string Evil = "</script><img src=x onerror=alert(1)>&\"";
        var trace = Sample.TwoOpeners();
        trace = trace with
        {
            Header = trace.Header with { Scenario = Evil },
            Lines = [.. trace.Lines, new TraceLog(16, 0, "cat/2", 4, Evil), new TraceMessage(16, "cpu0", "cpu1", Evil)],
            Sources = [new TraceSource("Evil.cs", [Evil])],
        };

        string page = new HtmlExporter().Export(trace);

        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("</script>").Length - 1);
        Assert.Contains("<title>&lt;/script>&lt;img src=x onerror=alert(1)>&amp;&quot; in S26: SLP-1", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_is_a_pure_function_of_its_trace_and_small()
    {
        string page = new HtmlExporter().Export(Sample.TwoOpeners());

        Assert.Equal(page, new HtmlExporter().Export(Sample.TwoOpeners()));
        Assert.InRange(page.Length, 10_000, 100_000);
        Assert.DoesNotContain('\r', page);
    }

    [Fact]
    public void Every_module_of_the_player_is_in_it_once_and_none_hides_the_name_of_another()
    {
        string page = new HtmlExporter().Export(Sample.TwoOpeners());
        var modules = SourceTree.Files("src/Traces/Player", "*.js").ToList();
        var names = modules.SelectMany(file => TopLevel().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToList();

        Assert.NotEmpty(modules);
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(modules, file =>
        {
            string first = File.ReadLines(file).First();
            Assert.StartsWith("// ", first, StringComparison.Ordinal);
            Assert.Equal(2, page.Split(first).Length);
        });
        Assert.DoesNotMatch(@"(?m)^(import|export) ", page);
        Assert.All(modules, file => Assert.InRange(File.ReadLines(file).Count(), 1, 300));
    }

    [GeneratedRegex(@"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevel();
}
