using Smp.Machine;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>Loops in columns and logs: the first turns, how many more there were, the last one.</summary>
public sealed class FoldingTests
{
    [Fact]
    public void A_long_loop_is_folded()
    {
        var trace = Loop(100);

        string text = new ColumnsExporter().Export(trace);

        Assert.Equal(6, text.Split('\n').Count(line => line.Contains("Loop.cs", StringComparison.Ordinal)));
        Assert.Contains("⋮ 194 more steps like these", text, StringComparison.Ordinal);
        Assert.Matches(@"\n 200 +Loop\.cs:2 +load y = 100\n", text);
    }

    [Fact]
    public void A_few_turns_are_all_shown()
        => Assert.DoesNotContain("⋮", new ColumnsExporter().Export(Loop(7)), StringComparison.Ordinal);

    [Fact]
    public void What_the_explanation_speaks_of_is_never_folded()
    {
        var trace = Loop(100);
        var lines = trace.Lines.Select(line => line is TraceStep { Number: 100 } step ? step with { IsMarked = true } : line);

        string text = new ColumnsExporter().Export(trace with { Lines = [.. lines] });

        Assert.Contains("►", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("more steps like these").Length - 1);
    }

    [Fact]
    public void Different_lines_of_the_log_are_not_folded()
    {
        var trace = new Trace(Sample.Header("S26", 2), [.. Enumerable.Range(0, 20).Select(i => new TraceLog(1, 0, "cat/2", 6, $"line {i}"))]);

        Assert.DoesNotContain("⋮", new ColumnsExporter().Export(trace), StringComparison.Ordinal);
        Assert.Contains("line 10", new DmesgExporter().Export(trace), StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_has_every_step()
        => Assert.Equal(200, JsonTraceReader.Read(new JsonExporter().Export(Loop(100))).StepCount);

    private static Trace Loop(int turns)
        => new(Sample.Header("S26", 2), [.. Enumerable.Range(1, turns).SelectMany(i => (TraceStep[])[Step((2 * i) - 1, 1, "x", i), Step(2 * i, 2, "y", i)])]);

    private static TraceStep Step(int number, int line, string name, int value)
        => new(number, 0, TraceContext.Task, 0, 0, "cat/2", "cpu0", CodeKind.Module, Operation.Load, name, value) { File = "Loop.cs", Line = line };
}
