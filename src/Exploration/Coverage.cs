using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// What the schedules of a hunt came to, up to the one that ended it: of the module's code, of its data choices, and of the
/// orders in which two agents come to one object. Looks on the side (notes, explanations, replays) are no part of it.
/// </summary>
/// <param name="Reached">How many of the probes at least one schedule, or the stage, came to.</param>
/// <param name="Probes">
/// How many there are: the lines of the module at which a step begins. A branch in which nothing is visible to others has none.
/// </param>
/// <param name="NeverReached">Those that none came to, by file and line.</param>
/// <param name="OneSidedChoices">Data choices of which only some values were ever taken, in words.</param>
/// <param name="OneSidedOrders">
/// Pairs of accesses to one object by different agents, one of them a write, that directly followed each other in one order
/// and never in the other, in words. That is said of the schedules as far as they were run: what follows a state that was
/// known already is not run again, so after a pruned search the other order may exist. Of equivalent schedules, one is
/// enough to show an order.
/// </param>
public sealed record Coverage(
    int Reached,
    int Probes,
    IReadOnlyList<Site> NeverReached,
    IReadOnlyList<string> OneSidedChoices,
    IReadOnlyList<string> OneSidedOrders)
{
    /// <summary>Whether there was too much to remember, so that orders or choices may be missing from the lists.</summary>
    public bool IsPartial { get; init; }
}
