using Smp.Exploration;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>Writes the schedules with which another engine found catalogued bugs, a file each.</summary>
internal sealed class RecordedFiles
{
    /// <summary>Where they are kept, from the top of the repository.</summary>
    internal const string Directory = "coyote-configs/recorded";

    /// <exception cref="UsageException">Nothing can be written there.</exception>
    internal RecordedFiles() => OutputFile.CheckDirectory(Directory, "--record");

    /// <summary><c>sleep-SLP-1.S26.random.akka.json</c>; what is not as usual stands between.</summary>
    internal static string FileName(HuntResult result, FoundFinding finding)
    {
        string granularity = result.Granularity == ScenarioSubject.Source ? "" : result.Granularity + ".";
        string bug = finding.Bug == Last(result.Scenario) ? "" : finding.Bug + ".";
        return TraceFiles.Plain($"{result.Scenario}.{result.Environment}.{granularity}{bug}{finding.Strategy}.{result.Host}.json");
    }

    /// <summary>How many were written.</summary>
    internal int Count { get; private set; }

    internal void Write(HuntResult result)
    {
        // One bug may show itself in several ways: the way that was met first is kept.
        foreach (var finding in result.Findings.DistinctBy(finding => finding.Bug))
        {
            if (RecordedSchedule.Of(result, finding) is { } record)
            {
                OutputFile.At(Path.Combine(Directory, FileName(result, finding)), "--record").Write(record.ToJson());
                Count++;
            }
        }
    }

    private static string Last(string scenario) => scenario[(scenario.LastIndexOf('/') + 1)..];
}
