using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>A data race in traces: KCSAN's words, and both accesses kept in JSON.</summary>
public sealed class RaceTraceTests
{
    [Fact]
    public void It_is_reported_in_the_words_of_KCSAN()
    {
        string[] lines = Report("S68");

        Assert.Equal("BUG: KCSAN: data-race in counter_write / counter_write", lines[1]);
        Assert.Equal("", lines[2]);
        Assert.Matches("^(read|write) to 0xffffffff[0-9a-f]{8} of 4 bytes by task [12] on cpu [01]:$", lines[3]);
        Assert.Matches(@"^ counter_write \[counter\] \(CounterModule\.cs:\d+\)$", lines[4]);
        Assert.Equal(" __x64_sys_write", lines[5]);
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^write to 0xffffffff[0-9a-f]{8} of 4 bytes by task [12] on cpu [01]:$"));
        Assert.Equal(lines[3].StartsWith("write", StringComparison.Ordinal), lines.Contains("value changed: 0x0000000000000000 -> 0x0000000000000001"));
        Assert.Contains("Reported by Kernel Concurrency Sanitizer on:", lines);
        Assert.Equal(lines[0], lines[^1]);
    }

    [Fact]
    public void Kernels_without_KCSAN_are_said_to_be_silent()
    {
        string[] lines = Report("S26");

        Assert.Equal("BUG: KCSAN: data-race in counter_write / counter_write", lines[1]);
        Assert.Contains("smp: 2.6.11 itself does not notice this race", lines);
        Assert.DoesNotContain("Reported by Kernel Concurrency Sanitizer on:", lines);
    }

    [Fact]
    public void Json_keeps_the_two_accesses()
    {
        var trace = Note("S26");
        var read = JsonTraceReader.Read(new JsonExporter().Export(trace));

        Assert.NotNull(trace.Header.Finding!.Race);
        Assert.Equal(trace.Header.Finding.Race, read.Header.Finding!.Race);
        Assert.Equal(new DmesgExporter().Export(trace), new DmesgExporter().Export(read));
    }

    private static string[] Report(string environment)
    {
        const string Rule = "======";
        string[] lines = [.. new DmesgExporter().Export(Note(environment)).Split('\n').Select(line => line.StartsWith('[') ? line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..].Length > 0 ? line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..] : "" : line)];
        int first = Array.FindIndex(lines, line => line.StartsWith(Rule, StringComparison.Ordinal));
        int last = Array.FindLastIndex(lines, line => line.StartsWith(Rule, StringComparison.Ordinal));
        return lines[first..(last + 1)];
    }

    private static Trace Note(string environment)
    {
        var scenario = new Catalogue().Find("counter/lost-update")!;
        var result = new Hunt(new ScenarioSubject(scenario, Environments.Find(environment)!), new HuntOptions()).Run();
        var note = Assert.Single(result.Notes);
        var header = new TraceHeader(note.Token.Scenario, environment, note.Token.Granularity, "random", "1", "test", note.Token.ToString());
        return TraceBuilder.Build(note.Recording, header, note.Report);
    }
}
