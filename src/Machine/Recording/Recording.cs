namespace Smp.Machine;

/// <summary>What re-running a schedule with the recorder on gives: the canonical event stream, and the names in it.</summary>
public sealed class Recording
{
    private readonly MemoryMap _map;

    internal Recording(
        IReadOnlyList<Event> events,
        IReadOnlyList<Access[]> footprints,
        IReadOnlyList<Agent> agents,
        MemoryMap map,
        RunOutcome outcome,
        Finding? finding,
        ulong eventHash,
        int[] choices,
        Blocked[] blocked,
        Site[] standsAt,
        Address[] pendingObjects)
    {
        Events = events;
        Footprints = footprints;
        Agents = agents;
        _map = map;
        Outcome = outcome;
        Finding = finding;
        EventHash = eventHash;
        Choices = choices;
        Blocked = blocked;
        StandsAt = standsAt;
        PendingObjects = pendingObjects;
    }

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<Event> Events { get; }

    /// <summary>The footprint of each step, in order of steps.</summary>
    public IReadOnlyList<Access[]> Footprints { get; }

    /// <summary>The agents, by number.</summary>
    public IReadOnlyList<Agent> Agents { get; }

    /// <summary>The regions of memory.</summary>
    public IReadOnlyList<Region> Regions => _map.Regions;

    /// <summary>How the run ended.</summary>
    public RunOutcome Outcome { get; }

    /// <summary>What ended it, if a detector did.</summary>
    public Finding? Finding { get; }

    /// <summary>The hash of the event stream.</summary>
    public ulong EventHash { get; }

    /// <summary>The schedule.</summary>
    public IReadOnlyList<int> Choices { get; }

    /// <summary>For each agent, why it does not go on at the end.</summary>
    public IReadOnlyList<Blocked> Blocked { get; }

    /// <summary>For each agent, where it stands at the end.</summary>
    public IReadOnlyList<Site> StandsAt { get; }

    /// <summary>For each agent, the line of module or user code that it came to last, whether it has taken the step or not.</summary>
    public IReadOnlyList<Site> ComesTo { get; internal init; } = [];

    /// <summary>How many steps the run took.</summary>
    public int Steps { get; internal init; }

    /// <summary>The words that the run touches, by address, with what they held before the first step.</summary>
    public IReadOnlyList<ChangedWord> Touched { get; internal init; } = [];

    /// <summary>What a lecturer says to it.</summary>
    public IReadOnlyList<SpeakerNote> SpeakerNotes { get; internal init; } = [];

    /// <summary>For each agent, the object of the operation it would take next: the lock it waits for.</summary>
    public IReadOnlyList<Address> PendingObjects { get; }

    /// <summary>The name of an address: a symbol, or bare hexadecimal.</summary>
    public string NameOf(Address address) => _map.NameOf(address);

    /// <summary>The object of the heap that lies before an address: what an access past its end was meant for; null for none.</summary>
    public Region? ObjectBefore(Address address) => _map.LabelBefore(address);

    /// <summary>What a value points to, if it is the address of a function or the beginning of a named object; null else.</summary>
    public string? PointeeOf(long value) => _map.PointeeOf(value);

    /// <summary>The region an address lies in; null if it lies in none.</summary>
    public Region? RegionOf(Address address) => _map.RegionOf(address);
}
