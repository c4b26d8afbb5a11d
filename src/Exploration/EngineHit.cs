using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A failing schedule that an engine has met.</summary>
/// <param name="Number">Its number among the engine's schedules, from 1.</param>
/// <param name="Finding">What the detector saw.</param>
/// <param name="Choices">The schedule, as the computer noted it (<see cref="Computer.Choices"/>).</param>
/// <param name="EventHash">The hash of the run's events: the replay must give the same.</param>
/// <param name="Trace">The engine's own account of the schedule; null if it has none.</param>
public sealed record EngineHit(long Number, Finding Finding, int[] Choices, ulong EventHash, string? Trace);
