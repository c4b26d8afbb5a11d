using Smp.Diagnostics;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>The runs of a session as traces: the kernel's own words for what was found, the columns for steps, JSON for a file.</summary>
internal sealed class TraceWords(KernelProfile profile, ulong? seed, Terminal terminal) : IShellWords
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Report(Recording recording, Finding finding) => DmesgExporter.ReportOf(Trace(recording, finding));

    /// <inheritdoc/>
    public IReadOnlyList<string> Steps(Recording recording, int after)
        => ColumnsPrinter.LinesFrom(terminal, Trace(recording, null), after);

    /// <inheritdoc/>
    public string? Save(Recording recording, Finding? finding, string file)
    {
        try
        {
            var exporter = Exporters.All.FirstOrDefault(e => file.EndsWith("." + e.FileEnding, StringComparison.Ordinal)) ?? Exporters.Find("json")!;
            OutputFile.At(file, "save").Write(output => exporter.Write(Trace(recording, finding), output));
            return null;
        }
        catch (UsageException e)
        {
            return e.Message;
        }
    }

    private Trace Trace(Recording recording, Finding? finding)
    {
        var header = new TraceHeader("shell", profile.Name, ScenarioSubject.Source, "shell", seed is { } number ? $"{number}" : "", ToolVersion.Text, "")
        {
            Cpus = profile.Cpus,
        };
        return TraceBuilder.Build(recording, header, finding is null ? null : FindingAnalyst.Explain(recording, finding));
    }
}
