using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A data race, told from a recorded re-run: the two accesses, and that nothing orders them.</summary>
internal static class DataRaceStory
{
    private const int WordBytes = 8;

    internal static Evidence Tell(Recording recording, Finding finding)
    {
        var (earlier, later) = Steps(recording, finding);
        string name = Symbol(recording, finding);
        string story = $"{Access(recording, earlier)} and {Access(recording, later)}: both touch {name}, at least one of them writes it and at least "
            + "one is a plain access, and nothing orders the two: no lock that both hold, no wake-up, no atomic operation between them. "
            + "The compiler may tear, repeat or move a plain access, and either may come first.";
        return new Evidence([Involve(earlier, name), Involve(later, name)], story, [earlier.Step, later.Step]);
    }

    /// <summary><c>data-race in module_close / module_open</c>, as KCSAN titles its reports: by name, so that a race has one title.</summary>
    internal static string Title(Recording recording, Finding finding)
    {
        var (earlier, later) = Steps(recording, finding);
        string[] functions = [CNames.Of(earlier.Site.Function ?? ""), CNames.Of(later.Site.Function ?? "")];
        Array.Sort(functions, StringComparer.Ordinal);
        return $"data-race in {functions[0]} / {functions[1]} on {Symbol(recording, finding)}";
    }

    /// <summary>The race is in the last step; the earlier access is the last one that is as the finding says.</summary>
    private static (Event Earlier, Event Later) Steps(Recording recording, Finding finding)
    {
        var later = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == finding.Agent);
        var other = finding.Other ?? default;
        var word = new Address(finding.Object.Value & ~(WordBytes - 1));
        var earlier = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Step < later.Step
            && e.Agent == other.Agent && e.Site.Line == other.Line && Touches(recording, e, word, finding.Size, other.IsWrite));
        return (earlier, later);
    }

    private static bool Touches(Recording recording, Event e, Address word, int size, bool writes)
    {
        bool reads = false;
        bool wrote = false;
        foreach (var access in recording.Footprints[e.Step - 1])
        {
            if (access.Object.Value >= word.Value && access.Object.Value < word.Value + Math.Max(size, WordBytes))
            {
                reads = true;
                wrote |= access.IsWrite;
            }
        }

        return writes ? wrote : reads && !wrote;
    }

    private static string Access(Recording recording, Event e)
        => $"{recording.Agents[e.Agent].Name} {Verb(e.Operation)} at {e.Site} (step {e.Step})";

    private static string Verb(Operation operation) => operation switch
    {
        Operation.Store or Operation.CopyIn => "writes",
        Operation.Atomic => "has an atomic operation",
        _ => "reads",
    };

    private static InvolvedAccess Involve(Event e, string name) => new(CNames.Of(e.Site.Function ?? ""), name);

    private static string Symbol(Recording recording, Finding finding)
        => recording.RegionOf(finding.Object)?.Name ?? recording.NameOf(finding.Object);
}
