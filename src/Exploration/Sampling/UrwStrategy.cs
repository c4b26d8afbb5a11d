using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A uniform random walk (Zhao, Wolff, Mathur, Roychoudhury, "Selectively uniform concurrency testing", ASPLOS 2025): an
/// agent is chosen with a probability proportional to the steps that it has left, so that each interleaving is about as
/// likely as every other. A step that starts another agent stands for that one's steps, too.
/// </summary>
/// <remarks>
/// Deviations: steps are not counted beforehand but learned from earlier rounds, as means; in the first round each agent is
/// as likely as every other. Who starts whom is learned as well: whose step came before an agent could step for the first
/// time.
/// </remarks>
internal sealed class UrwStrategy : LearningStrategy
{
    private readonly RemainingSteps _steps;

    internal UrwStrategy(ulong seed, Estimates estimates)
        : base(seed, estimates) => _steps = new RemainingSteps(estimates);

    internal override void Tell(Tally tally) => _steps.Tell(tally);

    private protected override void Begin() => _steps.Begin(Computer);

    private protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
        => _steps.Draw(enabled, _steps.Weigh(enabled, Point == 0), ref Numbers);
}
