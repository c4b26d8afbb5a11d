using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// A variable of a module that an agent read last of all, and that another agent had stored: what it read may not be what it
/// had stored or read there itself before.
/// </summary>
/// <param name="Own">The agent's access before that one; null if there was none.</param>
/// <param name="Write">The other agent's store.</param>
/// <param name="Read">The agent's last load.</param>
internal sealed record ForeignValue(Event? Own, Event Write, Event Read)
{
    /// <summary>The last such load of an agent, up to a step; null if the last variable it read was its own.</summary>
    internal static ForeignValue? FindLast(Recording recording, int agent, int beforeStep = int.MaxValue)
    {
        var read = recording.Events.LastOrDefault(
            e => e.Step < beforeStep && IsVariable(recording, e) && e.Agent == agent && e.Operation == Operation.Load);
        if (read.Step == 0)
        {
            return null;
        }

        var write = recording.Events.LastOrDefault(
            e => e.Step < read.Step && e.Object == read.Object && e.Operation == Operation.Store && IsVariable(recording, e));
        if (write.Step == 0 || write.Agent == agent)
        {
            return null;
        }

        var own = recording.Events.LastOrDefault(
            e => e.Step < write.Step && e.Agent == agent && e.Object == read.Object && IsVariable(recording, e));
        return new ForeignValue(own.Step == 0 ? null : own, write, read);
    }

    /// <summary>What happened, as a sentence.</summary>
    internal string Tell(Recording recording)
    {
        string who = recording.Agents[Read.Agent].Name;
        string writer = recording.Agents[Write.Agent].Name;
        string name = recording.NameOf(Read.Object);
        return Own is not { } own
            ? $"{who} read {name} = {Read.Value} (step {Read.Step}), which {writer} had stored at {Write.Site} (step {Write.Step}) and was not done with."
            : $"{who} {(own.Operation == Operation.Load ? "read" : "stored")} {name} = {own.Value} at {own.Site} (step {own.Step}), {writer} stored "
                + $"{Write.Value} there (step {Write.Step}), and {who} read it once more (step {Read.Step}) and took {Read.Value} for its own.";
    }

    /// <summary>The load as evidence.</summary>
    internal Evidence AsEvidence(Recording recording)
        => new([Evidence.Involve(recording, Read)], Tell(recording), Own is { } own ? [own.Step, Write.Step, Read.Step] : [Write.Step, Read.Step]);

    private static bool IsVariable(Recording recording, in Event e)
        => e.Kind == EventKind.Step && !e.InModule.IsNull && e.Operation is Operation.Load or Operation.Store
            && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData, Size: <= 8 };
}
