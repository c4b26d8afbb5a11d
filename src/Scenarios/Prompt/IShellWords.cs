using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Puts recorded runs of a session in words: that is for traces to do, of which scenarios know nothing.</summary>
public interface IShellWords
{
    /// <summary>What the kernel prints on its console when something is found.</summary>
    /// <param name="recording">The run up to there.</param>
    /// <param name="finding">What was found.</param>
    IReadOnlyList<string> Report(Recording recording, Finding finding);

    /// <summary>The steps of a run, in lines.</summary>
    /// <param name="recording">The run.</param>
    /// <param name="after">The step after which to begin.</param>
    IReadOnlyList<string> Steps(Recording recording, int after);

    /// <summary>Writes the trace of a run to a file: null, or what is wrong.</summary>
    /// <param name="recording">The run.</param>
    /// <param name="finding">What was found in it last; null for nothing.</param>
    /// <param name="file">The name of the file.</param>
    string? Save(Recording recording, Finding? finding, string file);
}

/// <summary>The words of whoever has none: a finding's own message, and no traces.</summary>
internal sealed class PlainShellWords : IShellWords
{
    internal static readonly PlainShellWords Instance = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Report(Recording recording, Finding finding) => [finding.Message];

    /// <inheritdoc/>
    public IReadOnlyList<string> Steps(Recording recording, int after)
        => [.. recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault && e.Step > after).Select(e => $"{e.Step} {recording.Agents[e.Agent].Name} {e.Operation}")];

    /// <inheritdoc/>
    public string? Save(Recording recording, Finding? finding, string file) => "no traces here";
}
