using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A replay whose events are made while they are read, so that a long run is never in memory as a whole.</summary>
/// <param name="Result">What came of it; its recording has no events.</param>
/// <param name="Steps">How many steps it has.</param>
/// <param name="Events">The events: whoever reads them replays the schedule once more, on a computer of its own.</param>
public sealed record PulledReplay(ReplayResult Result, int Steps, IEnumerable<Event> Events);
