namespace Smp.Traces;

/// <summary>
/// The run as /sys/kernel/tracing/trace would print it: sched_switch, sched_waking, interrupts, softirqs and printk as the
/// kernel's own events, every step as <c>smp_step</c>. Perfetto, KernelShark's users and scripts read it.
/// </summary>
public sealed class FtraceExporter : ITraceExporter
{
    private const string Legend = """
        # tracer: nop
        #
        #                                _-----=> irqs-off
        #                               / _----=> need-resched
        #                              | / _---=> hardirq/softirq
        #                              || / _--=> preempt-depth
        #                              ||| /
        #           TASK-PID     CPU#  ||||   TIMESTAMP  FUNCTION
        #              | |         |   ||||      |         |

        """;

    /// <inheritdoc/>
    public string Name => "ftrace";

    /// <inheritdoc/>
    public string FileEnding => "ftrace.txt";

    /// <inheritdoc/>
    public void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Legend.ReplaceLineEndings("\n"));
        var run = new FtraceRun(new FtraceTasks(trace.Header.Agents), output);
        foreach (var line in trace.Lines)
        {
            run.Add(line);
        }

        run.End();
        foreach (string line in Conclusion.Lines(trace, explanation: false))
        {
            output.Write($"# {Printable.Of(line)}".TrimEnd());
            output.Write('\n');
        }
    }
}
