using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A schedule that passes and is the same as a failing one up to one decision.</summary>
/// <param name="Token">The schedule: followed, it finds nothing.</param>
/// <param name="Recording">Its recorded run.</param>
/// <param name="Decision">Where the two part.</param>
public sealed record PassingSchedule(Token Token, Recording Recording, Decision Decision);
