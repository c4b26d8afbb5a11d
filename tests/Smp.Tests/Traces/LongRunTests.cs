using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;
using Smp.Tests.Machine;
using Smp.Traces;
using Xunit.Abstractions;

namespace Smp.Tests.Traces;

/// <summary>A long run is written in every format without ever being in memory as a whole.</summary>
[Collection(nameof(Alone))]
public sealed class LongRunTests(ITestOutputHelper log)
{
    private const int Steps = 60_000;
    private const int StepsOfATurn = 8;

    private static readonly TestSubject s_subject = new(Build);

    [Theory]
    [MemberData(nameof(GoldenFormatTests.TextFormats), MemberType = typeof(GoldenFormatTests))]
    public void What_is_held_while_it_is_written_is_a_small_part_of_the_run(string format)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var trace = Trace(Replay.Pull(s_subject, s_token.Value));
        var output = new CountingWriter();
        Exporters.Find(format)!.Write(trace, output);
        long held = output.MostHeld - before;

        log.WriteLine($"{output.Length:N0} characters; {held:N0} bytes were held at most, the lines of the run are {s_whole.Value:N0}");
        Assert.True(output.Length > 300_000, $"{output.Length} characters");
        Assert.True(held * 8 < s_whole.Value, $"{held:N0} bytes were held of {s_whole.Value:N0}");
    }

    [Fact]
    public void Lines_that_are_pulled_are_those_of_a_run_that_is_kept()
    {
        foreach (string scenario in (string[])["sleep/SLP-1", "sched/SCH-1", "sleep/SLP-2", "syscall/SYS-7"])
        {
            var trace = FoundTraces.Of(scenario);
            Token.TryParse(trace.Header.Token, out var token, out _);
            var subject = new ScenarioSubject(new Catalogue().Find(token!.Scenario)!, Environments.Find(token.Environment)!);

            var pulled = Replay.Pull(subject, token);
            var kept = Replay.Run(subject, token);

            Assert.Equal(ReplayOutcome.Reproduced, pulled.Result.Outcome);
            Assert.Equal(kept.Recording.EventHash, pulled.Result.Recording.EventHash);
            Assert.Equal(kept.Recording.Events, pulled.Events);
            Assert.Empty(pulled.Result.Recording.Events);
            Assert.Equal(
                new JsonExporter().Export(TraceBuilder.Build(kept.Recording, trace.Header, kept.Report)),
                new JsonExporter().Export(TraceBuilder.Pull(pulled.Result.Recording, pulled.Events, trace.Header, pulled.Result.Report)));
        }
    }

    [Fact]
    public void Who_reads_slowly_is_not_taken_for_a_step_that_does_not_end()
    {
        using var computer = Build();

        Assert.All(computer.RecordStepwise(new ReplayStrategy([])).Take(100), _ => Assert.False(computer.IsAtWork));
    }

    [Fact]
    public void Who_stops_reading_in_the_middle_leaves_a_computer_that_runs_again()
    {
        using var computer = Build();
        _ = computer.RecordStepwise(new ReplayStrategy([])).Take(100).Count();

        Assert.Equal(RunOutcome.Ended, computer.Run(new ReplayStrategy([])));
    }

    private static readonly Lazy<Token> s_token = new(() =>
    {
        using var computer = Build();
        computer.KeepEventHash = true;
        computer.Run(new ReplayStrategy([.. Enumerable.Repeat(1, 1000)]));
        return Token.OfRun(s_subject, computer);
    });

    // What the lines of the whole run take, kept.
    private static readonly Lazy<long> s_whole = new(() =>
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var pulled = Trace(Replay.Pull(s_subject, s_token.Value));
        TraceLine[] whole = [.. pulled.Lines];
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal(Steps, whole.OfType<TraceStep>().Count());
        return after - before;
    });

    private static Trace Trace(PulledReplay pulled)
        => TraceBuilder.Pull(pulled.Result.Recording, pulled.Events, Sample.Header("S26", 2), Report());

    private static FindingReport Report()
        => new("never-1", new Finding("never", "never", "x", "x", 0), null, "a long run", [], "It is long.", [10, Steps - 10]);

    private static Computer Build()
    {
        var kernel = new TinyKernel();
        kernel.Cat(1, 0, agent => Turns(kernel, agent));
        kernel.Cat(2, 1, agent => Turns(kernel, agent));
        kernel.Computer.MaxSteps = 2 * Steps;
        kernel.Computer.Seal();
        return kernel.Computer;
    }

    private static async KTask Turns(TinyKernel kernel, int agent)
    {
        for (int i = 0; i < Steps / StepsOfATurn / 2; i++)
        {
            await kernel.Open(agent);
        }
    }

    /// <summary>Counts what is written, and looks now and then at how much memory is held.</summary>
    private sealed class CountingWriter : StringWriter
    {
        private const int Often = 120_000;

        private long _next = Often;

        internal long Length { get; private set; }

        internal long MostHeld { get; private set; }

        public override void Write(char value) => Count(1);

        public override void Write(string? value) => Count(value?.Length ?? 0);

        public override void Write(char[] buffer, int index, int count) => Count(count);

        public override void Write(ReadOnlySpan<char> buffer) => Count(buffer.Length);

        private void Count(int length)
        {
            Length += length;
            if (Length >= _next)
            {
                // Rarer and rarer: each look costs a collection.
                _next = Length * 3;
                MostHeld = Math.Max(MostHeld, GC.GetTotalMemory(forceFullCollection: true));
            }
        }
    }
}
