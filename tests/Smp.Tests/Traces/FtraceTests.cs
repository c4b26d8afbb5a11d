using System.Globalization;
using System.Text.RegularExpressions;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>The rules of ftrace's text, each held for every trace there is.</summary>
public sealed partial class FtraceTests
{
    [Fact]
    public void The_first_line_names_the_tracer_and_every_other_one_is_an_event_or_a_remark()
        => Assert.All(FoundTraces.All(), trace =>
        {
            string[] lines = new FtraceExporter().Export(trace).TrimEnd('\n').Split('\n');
            Assert.Equal("# tracer: nop", lines[0]);
            Assert.All(lines, line => Assert.True(line.StartsWith('#') || Line().IsMatch(line), line));
        });

    [Fact]
    public void Flags_say_what_context_a_step_was_taken_in()
        => ForEverySteps((step, line) =>
        {
            string flags = line.Groups["flags"].Value;
            Assert.Equal(step.Context == TraceContext.HardIrq ? 'd' : '.', flags[0]);
            Assert.Equal(step.Context == TraceContext.HardIrq ? 'h' : step.Context == TraceContext.SoftIrq ? 's' : '.', flags[2]);
            Assert.True(step.Cpu < 0 || step.Cpu == int.Parse(line.Groups["cpu"].Value, CultureInfo.InvariantCulture));
        });

    [Fact]
    public void Every_step_on_a_CPU_is_there()
        => Assert.All(FoundTraces.All(), trace => Assert.Equal(
            trace.Steps.Where(step => step.Context is not (TraceContext.Source or TraceContext.Clock)).Select(step => step.Number),
            Lines(trace).Select(line => NumberOf(line)).Where(number => number > 0)));

    [Fact]
    public void Each_switch_takes_the_CPU_from_the_task_that_the_one_before_gave_it_to()
        => Assert.All(FoundTraces.All(), trace =>
        {
            var running = new Dictionary<string, string>();
            foreach (var line in Lines(trace))
            {
                string cpu = line.Groups["cpu"].Value;
                string pid = running.GetValueOrDefault(cpu, "0");
                Assert.Equal(pid, line.Groups["pid"].Value);
                if (Switch().Match(line.Groups["event"].Value) is { Success: true } change)
                {
                    Assert.Equal(pid, change.Groups["prev"].Value);
                    Assert.NotEqual(pid, change.Groups["next"].Value);
                    running[cpu] = change.Groups["next"].Value;
                    Assert.True(running[cpu] == "0" || running.Values.Count(now => now == running[cpu]) == 1);
                }
                else
                {
                    Assert.False(line.Groups["event"].Value.StartsWith("sched_switch", StringComparison.Ordinal));
                }
            }
        });

    [Fact]
    public void Time_never_goes_back()
        => Assert.All(FoundTraces.All(), trace =>
        {
            var times = Lines(trace).Select(line => decimal.Parse(line.Groups["time"].Value, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(times.Order(), times);
        });

    [Fact]
    public void A_task_that_slept_is_woken_before_it_runs_again()
    {
        string text = new FtraceExporter().Export(Sample.SleepAndWake());

        Assert.Matches(@"cat-3 .*\n.*smp_step: \d+: .*wake_up[^\n]*\n +cat-3 +\[001\] \.\.\.\. +\d+\.\d+: sched_waking: comm=cat pid=2 prio=120 target_cpu=000\n", text);
        Assert.Contains("prev_comm=cat prev_pid=2 prev_prio=120 prev_state=S ==> next_comm=swapper/0 next_pid=0 next_prio=120", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupts_and_softirqs_begin_and_end()
        => Assert.All(FoundTraces.All(), trace =>
        {
            string text = new FtraceExporter().Export(trace);
            Assert.Equal(Count("softirq_entry"), Count("softirq_exit"));
            Assert.True(Count("irq_handler_exit") <= Count("irq_handler_entry"));

            int Count(string name) => text.Split($": {name}: ").Length - 1;
        });

    [Fact]
    public void A_per_CPU_thread_is_not_taken_for_a_process()
        => Assert.Contains("next_comm=WQsched.c/0 next_pid=1005 ", new FtraceExporter().Export(FoundTraces.Of("sched/SCH-1")), StringComparison.Ordinal);

    private static void ForEverySteps(Action<TraceStep, Match> check)
    {
        foreach (var trace in FoundTraces.All())
        {
            var steps = trace.Steps.ToDictionary(step => step.Number);
            foreach (var line in Lines(trace).Where(line => NumberOf(line) > 0))
            {
                check(steps[NumberOf(line)], line);
            }
        }
    }

    private static int NumberOf(Match line)
        => Step().Match(line.Groups["event"].Value) is { Success: true } step ? int.Parse(step.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private static List<Match> Lines(Trace trace)
        => [.. new FtraceExporter().Export(trace).Split('\n').Where(line => line.Length != 0 && line[0] != '#').Select(line => Line().Match(line))];

    [GeneratedRegex(@"^ *(?<comm>\S+)-(?<pid>\d+) +\[(?<cpu>\d{3})\] (?<flags>[d.][N.][hs.][0-9a-f.]) +(?<time>\d+\.\d{6}): (?<event>\w+: .+)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^sched_switch: prev_comm=\S+ prev_pid=(?<prev>\d+) prev_prio=120 prev_state=[RS] ==> next_comm=\S+ next_pid=(?<next>\d+) next_prio=120$")]
    private static partial Regex Switch();

    [GeneratedRegex(@"^smp_step: (\d+): ")]
    private static partial Regex Step();
}
