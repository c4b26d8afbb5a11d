using System.Text.Json;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>The rules of Chrome's trace-event format, each held for every trace there is.</summary>
public sealed class PerfettoTests
{
    private const string Slices = "BEX";

    [Fact]
    public void It_begins_as_viewers_expect_and_is_one_JSON_object()
        => Assert.All(FoundTraces.All(), trace =>
        {
            string text = new PerfettoExporter().Export(trace);
            using var json = JsonDocument.Parse(text);
            Assert.StartsWith("{\"", text, StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Array, json.RootElement.GetProperty("traceEvents").ValueKind);
            Assert.Equal(trace.Header.Token, json.RootElement.GetProperty("otherData").GetProperty("token").GetString());
        });

    [Fact]
    public void Every_event_has_the_fields_of_its_phase()
        => ForEvery(events => Assert.All(events, e =>
        {
            Assert.Contains("BEXICMbestf", all => all == e.Phase);
            Assert.Equal(1, e.Json.GetProperty("pid").GetInt32());
            Assert.True(e.Json.GetProperty("ts").GetInt64() >= 0);
            Assert.NotEmpty(e.Name);
            Assert.Equal(e.Name != "process_name", e.Json.TryGetProperty("tid", out _));
            Assert.Equal(e.Phase == 'X', e.Json.TryGetProperty("dur", out _));
            Assert.Equal("bestf".Contains(e.Phase, StringComparison.Ordinal), e.Json.TryGetProperty("id", out _));
            Assert.Equal(e.Phase != 'M', e.Json.TryGetProperty("cat", out _));
            Assert.True(e.Phase != 'I' || e.Json.GetProperty("s").GetString() is "t" or "g");
            Assert.True(e.Phase != 'f' || e.Json.GetProperty("bp").GetString() == "e");
        }));

    [Fact]
    public void The_thread_of_a_step_is_its_CPU_and_its_time_ten_times_its_number()
        => Assert.All(FoundTraces.All(), trace =>
        {
            var steps = trace.Steps.ToDictionary(step => step.Number);
            var slices = Read(trace).Where(e => e.Phase == 'X' && e.Json.TryGetProperty("args", out _)).ToList();
            Assert.Equal(steps.Count, slices.Count);
            Assert.All(slices, slice =>
            {
                var step = steps[slice.Json.GetProperty("args").GetProperty("step").GetInt32()];
                Assert.Equal(step.Number * 10, slice.Time);
                Assert.True(step.Cpu < 0 || step.Context is TraceContext.Source or TraceContext.Clock || slice.Track == step.Cpu);
            });
        });

    [Fact]
    public void Slices_of_a_track_nest_and_every_one_that_begins_ends()
        => ForEvery(events =>
        {
            foreach (var track in events.Where(e => Slices.Contains(e.Phase, StringComparison.Ordinal)).GroupBy(e => e.Track))
            {
                // What is open, by name, and until when if that is known.
                var open = new Stack<(string Name, long End)>();
                foreach (var e in track)
                {
                    while (open.Count != 0 && open.Peek().End <= e.Time)
                    {
                        open.Pop();
                    }

                    switch (e.Phase)
                    {
                        case 'B':
                            open.Push((e.Name, long.MaxValue));
                            break;
                        case 'E':
                            Assert.Equal((e.Name, long.MaxValue), open.Pop());
                            break;
                        default:
                            long end = e.Time + e.Json.GetProperty("dur").GetInt64();
                            Assert.True(open.Count == 0 || end <= open.Peek().End, $"{e.Name} at {e.Time}");
                            open.Push((e.Name, end));
                            break;
                    }
                }

                Assert.DoesNotContain(open, slice => slice.End == long.MaxValue);
            }
        });

    [Fact]
    public void Time_never_goes_back_on_a_track()
        => ForEvery(events =>
        {
            foreach (var track in events.Where(e => (Slices + "I").Contains(e.Phase, StringComparison.Ordinal)).GroupBy(e => e.Track))
            {
                Assert.Equal(track.Select(e => e.Time).Order(), track.Select(e => e.Time));
            }

            foreach (var counter in events.Where(e => e.Phase == 'C').GroupBy(e => e.Name))
            {
                Assert.Equal(counter.Select(e => e.Time).Order(), counter.Select(e => e.Time));
            }
        });

    [Fact]
    public void Every_arrow_starts_once_and_finishes_once_later_and_each_end_lies_in_a_slice()
        => ForEvery(events =>
        {
            var slices = Whole(events);
            foreach (var flow in events.Where(e => "stf".Contains(e.Phase, StringComparison.Ordinal)).GroupBy(e => e.Json.GetProperty("id").GetInt32()))
            {
                Assert.Equal('s', flow.First().Phase);
                Assert.Equal('f', flow.Last().Phase);
                Assert.All(flow.Skip(1).SkipLast(1), e => Assert.Equal('t', e.Phase));
                Assert.Single(flow.Select(e => (e.Name, e.Json.GetProperty("cat").GetString())).Distinct());
                Assert.Equal(flow.Select(e => e.Time).Order(), flow.Select(e => e.Time));
                Assert.All(flow, e => Assert.Contains(slices, slice => slice.Track == e.Track && slice.Start <= e.Time && e.Time < slice.End));
            }
        });

    [Fact]
    public void An_interrupt_goes_from_its_source_through_its_handler()
    {
        var flow = Read(FoundTraces.Of("sched/SCH-1")).Where(e => "stf".Contains(e.Phase, StringComparison.Ordinal) && e.Name == "Irq").ToList();

        Assert.Equal("stf", string.Concat(flow.Select(e => e.Phase)));
        Assert.Equal([10, 20, 30], flow.Select(e => e.Time));
    }

    [Fact]
    public void Spans_of_locks_begin_and_end_in_pairs()
    {
        int spans = 0;
        ForEvery(events =>
        {
            foreach (var span in events.Where(e => "be".Contains(e.Phase, StringComparison.Ordinal)).GroupBy(e => e.Json.GetProperty("id").GetString()))
            {
                spans++;
                Assert.Equal("be", string.Concat(span.Select(e => e.Phase)));
                Assert.Single(span.Select(e => (e.Name, e.Json.GetProperty("cat").GetString())).Distinct());
                Assert.True(span.First().Time < span.Last().Time);
            }
        });
        Assert.True(spans > 5);
    }

    [Fact]
    public void Counters_have_numbers_and_each_track_has_a_name()
        => ForEvery(events =>
        {
            var named = events.Where(e => e is { Phase: 'M', Name: "thread_name" }).Select(e => e.Track).ToList();
            Assert.Equal(named.Distinct(), named);
            Assert.All(events.Where(e => e.Phase == 'C'), e => Assert.Equal(JsonValueKind.Number, e.Json.GetProperty("args").GetProperty("value").ValueKind));
            Assert.All(events.Where(e => Slices.Contains(e.Phase, StringComparison.Ordinal)), e => Assert.Contains(e.Track, named));
        });

    [Fact]
    public void An_interrupt_lies_in_the_call_that_it_interrupts()
    {
        var begins = Whole(Read(Sample.SleepAndWake()));
        var interrupt = Assert.Single(begins, slice => slice.Name == "irq1@cpu1");

        Assert.Contains(begins, slice => slice.Name == "close" && slice.Track == interrupt.Track && slice.Start < interrupt.Start && slice.End > interrupt.End);
    }

    [Fact]
    public void What_was_found_stands_across_all_tracks()
    {
        var found = Assert.Single(Read(FoundTraces.Of("sleep/SLP-1")), e => e.Phase == 'I' && e.Json.GetProperty("s").GetString() == "g");

        Assert.Equal("SLP-1: two processes hold /proc/sleep", found.Name);
    }

    private static void ForEvery(Action<List<Event>> check) => Assert.All(FoundTraces.All(), trace => check(Read(trace)));

    private static List<Event> Read(Trace trace)
    {
        using var json = JsonDocument.Parse(new PerfettoExporter().Export(trace));
        return [.. json.RootElement.GetProperty("traceEvents").EnumerateArray().Select(e => new Event(
            e.GetProperty("ph").GetString()![0],
            e.TryGetProperty("tid", out var tid) ? tid.GetInt32() : -1,
            e.GetProperty("ts").GetInt64(),
            e.GetProperty("name").GetString()!,
            e.Clone()))];
    }

    /// <summary>The slices with their ends.</summary>
    private static List<(int Track, string Name, long Start, long End)> Whole(List<Event> events)
    {
        var whole = new List<(int Track, string Name, long Start, long End)>();
        foreach (var track in events.GroupBy(e => e.Track))
        {
            var open = new Stack<Event>();
            foreach (var e in track)
            {
                switch (e.Phase)
                {
                    case 'B':
                        open.Push(e);
                        break;
                    case 'E':
                        whole.Add((e.Track, e.Name, open.Pop().Time, e.Time));
                        break;
                    case 'X':
                        whole.Add((e.Track, e.Name, e.Time, e.Time + e.Json.GetProperty("dur").GetInt64()));
                        break;
                }
            }
        }

        return whole;
    }

    private sealed record Event(char Phase, int Track, long Time, string Name, JsonElement Json);
}
