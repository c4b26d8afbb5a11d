using Smp.Machine;
using Smp.Tests.Tidy;
using Smp.Traces;

namespace Smp.Tests.Traces;

public sealed class JsonTests
{
    private static readonly JsonExporter s_json = new();

    [Fact]
    public void A_trace_is_a_header_and_a_line_for_each_step_message_and_log_line()
        => Golden.Matches("json-two-openers", s_json.Export(Sample.TwoOpeners()));

    [Fact]
    public void What_was_written_is_read_back_as_it_was()
    {
        Trace[] traces =
        [
            Sample.TwoOpeners(),
            Sample.SleepAndWake(),
            Sample.HungTask(),
            Sample.Fault("S68", kernel => kernel.FreedHeap()),
            Sample.Fault("B20", _ => Address.Null),
        ];

        Assert.All(traces, trace =>
        {
            var read = JsonTraceReader.Read(s_json.Export(trace));
            Assert.Equal(trace.Lines, read.Lines);
            Assert.Equal(s_json.Export(trace), s_json.Export(read));
            Assert.All(Exporters.All, exporter => Assert.Equal(exporter.Export(trace), exporter.Export(read)));
        });
    }

    [Fact]
    public void A_trace_from_before_steps_had_a_state_is_still_read()
    {
        string text = File.ReadAllText(Path.Combine(SourceTree.Root, "tests/Smp.Tests/Traces/golden/json-two-openers-before-state.txt"));

        var read = JsonTraceReader.Read(text);

        Assert.Equal(16, read.StepCount);
        Assert.Empty(read.Header.Memory);
        Assert.Empty(read.Beside);
        Assert.Empty(read.Sources);
        Assert.All(read.Steps, step => Assert.Empty(step.Runnable));
        Assert.Null(TraceDifference.Between(read, Sample.TwoOpeners()));
    }

    [Fact]
    public void The_schedule_beside_and_the_sources_are_read_back()
    {
        var trace = Sample.TwoOpeners() with { Beside = [.. Sample.SleepAndWake().Lines], Sources = [new TraceSource("Sleep.cs", ["first", "", "  <third>"])] };

        var read = JsonTraceReader.Read(s_json.Export(trace));

        Assert.Equal(trace.Lines, read.Lines);
        Assert.Equal(trace.Beside, read.Beside);
        Assert.Equal(trace.Sources, read.Sources);
    }

    [Fact]
    public void The_token_is_in_the_first_line()
    {
        var trace = Sample.TwoOpeners();
        string first = s_json.Export(trace).Split('\n')[0];

        Assert.Equal(trace.Header.Token, JsonTraceReader.ReadHeader(first).Token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("hello")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("{\"line\":3}")]
    [InlineData("{\"line\":\"header\"}")]
    [InlineData("{\"line\":\"header\",\"version\":\"1\"}")]
    [InlineData("{\"line\":\"header\",\"version\":99999999999}")]
    [InlineData("{\"line\":\"header\",\"version\":2}")]
    public void What_is_no_trace_is_refused_in_one_line(string text)
    {
        var refusal = Assert.Throws<TraceFormatException>(() => JsonTraceReader.Read(text));

        Assert.StartsWith("line 1 is not part of a trace of Smp", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_or_a_shorter_trace()
    {
        string text = s_json.Export(Sample.HungTask());
        for (int length = 0; length < text.Length; length += 7)
        {
            var error = Record.Exception(() => JsonTraceReader.Read(text[..length]));
            Assert.True(error is null or TraceFormatException, error?.ToString());
        }
    }

    [Fact]
    public void Unknown_keys_and_kinds_of_lines_are_passed_over()
    {
        string text = s_json.Export(Sample.TwoOpeners()).Replace("\"line\":\"header\",", "\"line\":\"header\",\"new\":[1],", StringComparison.Ordinal);

        Assert.Equal(16, JsonTraceReader.Read(text + "{\"line\":\"clock\",\"step\":3}\n").StepCount);
    }
}
