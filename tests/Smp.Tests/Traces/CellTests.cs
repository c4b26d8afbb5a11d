using Smp.Machine;
using Smp.Traces;

namespace Smp.Tests.Traces;

public sealed class CellTests
{
    [Theory]
    [InlineData(Operation.Store, 123456789012345678, 100)]
    [InlineData(Operation.Store, -123456789012345678, 60)]
    public void However_narrow_the_column_a_value_is_whole(Operation operation, long value, int width)
    {
        var step = new TraceStep(1, 0, TraceContext.Task, 0, 0, "cat/2", "cpu0", CodeKind.Module, operation, "a_name_that_is_far_too_long_for_any_column", value)
        {
            File = "AFileNameThatIsTooLong.cs",
            Line = 1234,
        };
        var trace = new Trace(Sample.Header("S26", 2), [step]);

        string text = string.Join('\n', ColumnsRenderer.Render(trace, new ColumnsOptions { Width = width }).Select(row => row.Text));

        Assert.Contains($"{value}", text, StringComparison.Ordinal);
        Assert.Contains(":1234", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_run_printed_cannot_take_over_the_terminal()
    {
        var trace = new Trace(Sample.Header("S26", 2), [new TraceLog(0, 0, "cat/2", 6, "a\u001b[2Jb\nc")]);

        Assert.Contains("log: a\\x1b[2Jb\\x0ac", new ColumnsExporter().Export(trace), StringComparison.Ordinal);
        Assert.StartsWith("<6>a\\x1b[2Jb\\x0ac\n", new DmesgExporter().Export(trace), StringComparison.Ordinal);
    }
}
