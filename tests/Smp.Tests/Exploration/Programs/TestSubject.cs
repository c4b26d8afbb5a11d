using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>A computer of a test as something to hunt in.</summary>
internal sealed class TestSubject(Func<Computer> build) : ISubject
{
    public string Scenario { get; init; } = "test/TST-1";

    public string Environment { get; init; } = "S26";

    public string Granularity { get; init; } = "source";

    public IReadOnlyDictionary<string, string> Stage { get; } = new SortedDictionary<string, string> { ["cpus"] = "2" };

    public IReadOnlyList<string> MustReach { get; init; } = [];

    public Func<Finding, string> Identify { get; init; } = finding => $"{finding.Kind} {finding.Subject}";

    /// <summary>Which bug of a catalogue a recorded run shows.</summary>
    public Func<Recording, Finding, string?> Recognise { get; init; } = (_, _) => null;

    public int Explained { get; private set; }

    public Computer Build() => build();

    public FindingReport Explain(Recording recording, Finding finding)
    {
        Explained++;
        return new FindingReport(Identify(finding), finding, Recognise(recording, finding), finding.Message, [], "because", []);
    }
}
