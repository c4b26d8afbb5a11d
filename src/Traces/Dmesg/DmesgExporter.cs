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
    public string FileEnding => "dmesg.txt";

    /// <inheritdoc/>
    /// <remarks>The log comes first, then a report that looks back, then the steps: the trace is read several times.</remarks>
    public void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);
        var voice = KernelVoice.Of(trace.Header);
        bool any = false;
        foreach (string line in LogLines.Of(trace, voice))
        {
            Line(line);
        }

        foreach (string line in ReportOf(trace))
        {
            Line(line);
        }

        if (any)
        {
            Line("");
        }

        foreach (var row in ColumnsRenderer.Rows(trace, _columns))
        {
            Line(row.Text);
        }

        void Line(string text)
        {
            output.Write(text);
            output.Write('\n');
            any = true;
        }
    }

    /// <summary>What the kernel prints when it notices the finding of a trace: its lines; none where nothing was found.</summary>
    public static IReadOnlyList<string> ReportOf(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Header.Finding is not { } finding)
        {
            return [];
        }

        var voice = KernelVoice.Of(trace.Header);
        string stamp = voice.Stamp(trace.Steps.LastOrDefault()?.Number ?? 0);
        return [.. Report(trace, finding, voice).SelectMany(text => text.Split('\n')).Select(line => (stamp + line).TrimEnd())];
    }

    private static IEnumerable<string> Report(Trace trace, TraceFinding finding, KernelVoice voice)
        => finding.Fault is { } fault ? FaultReport.Lines(trace, finding, fault, voice)
            : finding.Race is { } race ? RaceReport.Lines(trace, finding, race, voice)
            : WarnReport.Of(finding) is { } warning ? warning.Lines(trace, finding, voice)
            : finding.Kind == "leftover" ? LeftoverReport.Lines(trace, finding, voice)
            : finding.Kind is "hung-task" or "deadlock" ? HungTaskReport.Lines(trace, finding, voice)
            : finding.Kind is "soft-lockup" or "livelock" ? SoftLockupReport.Lines(trace, finding, voice)
            : LockdepReport.Is(finding) ? LockdepReport.Lines(trace, finding, voice)
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
