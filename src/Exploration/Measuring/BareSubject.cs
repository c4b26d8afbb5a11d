using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A subject that nobody watches: its detectors are taken off, for measuring what they cost.</summary>
/// <param name="subject">The subject with them.</param>
public sealed class BareSubject(ISubject subject) : ISubject
{
    /// <inheritdoc/>
    public string Host => subject.Host;

    /// <inheritdoc/>
    public string? HostVersion => subject.HostVersion;

    /// <inheritdoc/>
    public ISubject OnBuiltInHost => Host == ISubject.BuiltInHost ? this : new BareSubject(subject.OnBuiltInHost);

    /// <inheritdoc/>
    public string Scenario => subject.Scenario;

    /// <inheritdoc/>
    public string Environment => subject.Environment;

    /// <inheritdoc/>
    public string Granularity => subject.Granularity;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Stage => subject.Stage;

    /// <summary>Nothing: who would notice?</summary>
    public IReadOnlyList<string> MustReach => [];

    /// <inheritdoc/>
    public Computer Build()
    {
        var computer = subject.Build();
        computer.DetachAll();
        return computer;
    }

    /// <inheritdoc/>
    public FindingReport Explain(Recording recording, Finding finding) => subject.Explain(recording, finding);
}
