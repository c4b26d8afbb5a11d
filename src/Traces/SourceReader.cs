using Smp.Machine;

namespace Smp.Traces;

/// <summary>Fetches the sources that the steps of a trace were taken in, from where the compiler saw them.</summary>
public static class SourceReader
{
    /// <summary>
    /// The trace with the sources of its modules, as far as the files are there and have the lines it speaks of; without
    /// them a reader sees file and line alone.
    /// </summary>
    /// <param name="trace">The trace.</param>
    /// <param name="recording">The recording it was made of.</param>
    public static Trace WithSources(Trace trace, Recording recording)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(recording);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var e in recording.Events)
        {
            Add(paths, e.Site);
            Add(paths, e.Caller);
        }

        var sources = new List<TraceSource>();
        foreach (var steps in trace.Steps.Where(IsOfModule).GroupBy(step => step.File).OrderBy(steps => steps.Key, StringComparer.Ordinal))
        {
            if (paths.TryGetValue(steps.Key, out string? path) && Lines(path) is { } lines && steps.All(step => step.Line <= lines.Length))
            {
                sources.Add(new TraceSource(steps.Key, [.. lines]));
            }
        }

        return trace with { Sources = sources };
    }

    private static bool IsOfModule(TraceStep step) => step.File.Length != 0 && step.Code is CodeKind.Module or CodeKind.Primitive;

    private static void Add(Dictionary<string, string> paths, Site site)
    {
        if (!string.IsNullOrEmpty(site.File))
        {
            paths.TryAdd(site.FileName, site.File);
        }
    }

    private static string[]? Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
