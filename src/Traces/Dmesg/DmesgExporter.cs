using System.Text;

namespace Smp.Traces;

/// <summary>
/// The run as the kernel's log would have it: what was printed, the finding in the period's own words, and under it the
/// block no kernel prints, the interleaving.
/// </summary>
public sealed class DmesgExporter : ITraceExporter
{
    private readonly ColumnsOptions _columns;

    /// <summary>With the interleaving 100 characters wide, or as <paramref name="columns"/> say.</summary>
    public DmesgExporter(ColumnsOptions? columns = null) => _columns = columns ?? new ColumnsOptions();

    /// <inheritdoc/>
    public string Name => "dmesg";

    /// <inheritdoc/>
    public string Export(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var voice = KernelVoice.Of(trace.Header.Environment);
        var output = new StringBuilder();
        foreach (string line in LogLines.Of(trace, voice))
        {
            output.Append(line).Append('\n');
        }

        if (trace.Header.Finding is { } finding)
        {
            string stamp = voice.Stamp(trace.Steps.LastOrDefault()?.Number ?? 0);
            foreach (string line in Report(trace, finding, voice).SelectMany(text => text.Split('\n')))
            {
                output.Append((stamp + line).TrimEnd()).Append('\n');
            }
        }

        if (output.Length != 0)
        {
            output.Append('\n');
        }

        foreach (var row in ColumnsRenderer.Render(trace, _columns))
        {
            output.Append(row.Text).Append('\n');
        }

        return output.ToString();
    }

    private static IEnumerable<string> Report(Trace trace, TraceFinding finding, KernelVoice voice)
        => finding.Fault is { } fault ? FaultReport.Lines(trace, finding, fault, voice)
            : finding.Race is { } race ? RaceReport.Lines(trace, finding, race, voice)
            : finding.Kind == "leftover" ? LeftoverReport.Lines(trace, finding, voice)
            : finding.Kind is "hung-task" or "deadlock" ? HungTaskReport.Lines(trace, finding, voice)
            : finding.Kind is "soft-lockup" or "livelock" ? SoftLockupReport.Lines(trace, finding, voice)
            : finding.Kind == "refcount-underflow" ? UnderflowReport.Lines(trace, finding, voice)
            : finding.Kind == "double-put" ? [finding.Message]
            : [Own(finding)];

    /// <summary>What no kernel has a text for, in one line.</summary>
    private static string Own(TraceFinding finding)
    {
        string text = finding.Message.Length == 0 ? finding.Kind : char.ToUpperInvariant(finding.Message[0]) + finding.Message[1..];
        return $"smp: {text}{(text.EndsWith('.') ? "" : ".")}{(finding.Bug is { } bug ? $" ({bug})" : "")}";
    }
}
