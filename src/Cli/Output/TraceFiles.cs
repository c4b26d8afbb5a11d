using Smp.Exploration;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>Writes every finding in every format into a directory, and a page that leads to them.</summary>
internal sealed class TraceFiles
{
    private readonly Dictionary<FoundFinding, string> _json = new(ReferenceEqualityComparer.Instance);
    private readonly TraceIndex _index = new();
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
            var files = new List<(string Format, string File)>();
            foreach (var exporter in Exporters.All)
            {
                string name = FileName(result, finding, exporter.FileEnding);
                string path = Path.Combine(_directory, name);
                OutputFile.At(path, "--traces").Write(output => exporter.Write(trace, output));
                files.Add((exporter.Name, name));
                if (exporter is JsonExporter)
                {
                    _json[finding] = path;
                }
            }

            if (finding.EngineTrace is { } own)
            {
                string name = FileName(result, finding, $"{result.Engine}.trace");
                OutputFile.At(Path.Combine(_directory, name), "--traces").Write(own);
                files.Add(($"trace of {result.Engine}", name));
            }

            _index.Add(trace.Header, finding.Steps, finding.Switches, files);
        }
    }

    /// <summary>Writes the page: the findings of this hunt, with links to their files.</summary>
    internal void WriteIndex() => OutputFile.At(Path.Combine(_directory, "index.html"), "--traces").Write(_index.Write);

    /// <summary><c>sleep-SLP-1.S26.never-541dfd3e.columns.txt</c>.</summary>
    internal static string FileName(HuntResult result, FoundFinding finding, string ending)
        => $"{Plain(result.Scenario)}.{Plain(result.Environment)}.{Plain(finding.Id)}.{ending}";

    internal static string Plain(string name)
        => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
}
