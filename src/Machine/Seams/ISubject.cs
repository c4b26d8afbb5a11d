namespace Smp.Machine;

/// <summary>Something to explore: a scenario in an environment. Each call of <see cref="Build"/> gives a computer of its own.</summary>
public interface ISubject
{
    /// <summary>The host inside the process, by name.</summary>
    const string BuiltInHost = "smp";

    /// <summary>Who carries messages and the permission to step.</summary>
    string Host => BuiltInHost;

    /// <summary>The version of the library behind the host; null for the built-in one.</summary>
    string? HostVersion => null;

    /// <summary>The same subject on the built-in host.</summary>
    ISubject OnBuiltInHost => this;

    /// <summary>The scenario's name, <c>module/BUG-ID</c>.</summary>
    string Scenario { get; }

    /// <summary>The environment's name.</summary>
    string Environment { get; }

    /// <summary><c>source</c> or <c>compiled</c>, with <c>+faults</c> where user copies may sleep.</summary>
    string Granularity { get; }

    /// <summary>The scenario's own limits, stated with every verdict: CPUs, processes, ticks.</summary>
    IReadOnlyDictionary<string, string> Stage { get; }

    /// <summary>What must have been reached for the absence of findings to mean anything.</summary>
    IReadOnlyList<string> MustReach { get; }

    /// <summary>The places of module code at which a schedule can take a step; none where nobody knows them.</summary>
    IReadOnlyList<Site> Probes => [];

    /// <summary>Builds the computer and runs its stage.</summary>
    Computer Build();

    /// <summary>
    /// Builds the computer without first looking whether it can be explored: to go back to where another one already is.
    /// </summary>
    Computer BuildUnchecked() => Build();

    /// <summary>
    /// The same subject watched for data races: a run ends at the <paramref name="nth"/> distinct race in it, from 1; at
    /// none with 0, where they are only kept (<see cref="IRaceWatch"/>). Null if races are no notes here.
    /// </summary>
    ISubject? WithRaces(int nth) => null;

    /// <summary>Explains a finding from its recorded re-run.</summary>
    FindingReport Explain(Recording recording, Finding finding);

    /// <summary>Says in words why a schedule fails and the nearest one passes; empty if there is nothing to say.</summary>
    string Tell(DecidingOrder order) => "";
}
