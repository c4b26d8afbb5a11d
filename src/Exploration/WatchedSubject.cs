using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A subject that says of each computer it has built.</summary>
internal sealed class WatchedSubject(ISubject inner, Action<ISubject, Computer> saw) : ISubject
{
    public string Host => inner.Host;

    public string? HostVersion => inner.HostVersion;

    public ISubject OnBuiltInHost => ReferenceEquals(inner.OnBuiltInHost, inner) ? this : new WatchedSubject(inner.OnBuiltInHost, saw);

    public string Scenario => inner.Scenario;

    public string Environment => inner.Environment;

    public string Granularity => inner.Granularity;

    public IReadOnlyDictionary<string, string> Stage => inner.Stage;

    public IReadOnlyList<string> MustReach => inner.MustReach;

    public IReadOnlyList<Site> Probes => inner.Probes;

    public Computer Build()
    {
        var computer = inner.Build();
        saw(this, computer);
        return computer;
    }

    public Computer BuildUnchecked()
    {
        var computer = inner.BuildUnchecked();
        saw(this, computer);
        return computer;
    }

    public ISubject? WithRaces(int nth) => inner.WithRaces(nth) is { } races ? new WatchedSubject(races, saw) : null;

    public FindingReport Explain(Recording recording, Finding finding) => inner.Explain(recording, finding);
}
