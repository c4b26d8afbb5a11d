using Smp.Exploration;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>Writes every finding in every format into a directory.</summary>
internal sealed class TraceFiles
{
    private readonly Dictionary<FoundFinding, string> _json = new(ReferenceEqualityComparer.Instance);
    private readonly string _directory;

    /// <exception cref="UsageException">Nothing can be written there.</exception>
    internal TraceFiles(string directory)
    {
        OutputFile.CheckDirectory(directory, "--traces");
        _directory = directory;
    }

    /// <summary>Where the JSON trace of a finding is.</summary>
    internal string? PathOf(FoundFinding finding) => _json.GetValueOrDefault(finding);

    internal void Write(HuntResult result)
    {
        foreach (var finding in result.Findings)
        {
            var trace = FoundTrace.Of(result, finding);
            foreach (var exporter in Exporters.All)
            {
                string path = Path.Combine(_directory, FileName(result, finding, exporter.Name));
                OutputFile.At(path, "--traces").Write(exporter.Export(trace));
                if (exporter is JsonExporter)
                {
                    _json[finding] = path;
                }
            }

            if (finding.EngineTrace is { } own)
            {
                OutputFile.At(Path.Combine(_directory, FileName(result, finding, $"{result.Engine}.trace")), "--traces").Write(own);
            }
        }
    }

    /// <summary><c>sleep-SLP-1.S26.never-541dfd3e.columns.txt</c>; the JSON one ends in <c>.json</c>.</summary>
    internal static string FileName(HuntResult result, FoundFinding finding, string format)
    {
        string ending = format is "json" or "html" || format.EndsWith(".trace", StringComparison.Ordinal) ? format : $"{format}.txt";
        return $"{Plain(result.Scenario)}.{Plain(result.Environment)}.{Plain(finding.Id)}.{ending}";
    }

    internal static string Plain(string name)
        => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
}
