using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// At every choice each actor is as likely as every other. Schedule k depends on the seed and k alone, whoever runs it and
/// whatever was run before.
/// </summary>
/// <remarks>
/// The handlers and the softirqs of one CPU are steps of one actor, that CPU: they share its chance. Every other agent is
/// an actor of its own.
/// </remarks>
public sealed class RandomStrategy : SamplingStrategy
{
    private readonly ActorShares _shares = new();

    /// <summary>A strategy that stands at schedule 0 of <paramref name="seed"/>.</summary>
    public RandomStrategy(ulong seed)
        : base(seed)
    {
    }

    /// <inheritdoc/>
    public override void BeginExecution(Computer computer) => _shares.Begin(computer);

    /// <inheritdoc/>
    public override int NextAgent(ReadOnlySpan<Pending> enabled, int current) => _shares.Choose(enabled, ref Numbers);
}
