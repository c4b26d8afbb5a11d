using System.Globalization;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.CoyoteEngine;

/// <summary>Microsoft Coyote as an engine: each of its iterations is a schedule of the subject.</summary>
/// <param name="strategy">One of <see cref="Coyote.Strategies"/>.</param>
internal sealed class CoyoteExplorer(string strategy) : IEngine
{
    /// <inheritdoc/>
    public string Name => "coyote";

    /// <inheritdoc/>
    public string Version => Coyote.LibraryVersion;

    /// <inheritdoc/>
    public string Strategy => strategy;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Bounds
    {
        get
        {
            var bounds = new Dictionary<string, string>();
            if (CoyoteStrategy.BoundOf(strategy) is var (name, value))
            {
                bounds[name] = value.ToString(CultureInfo.InvariantCulture);
            }

            if (CoyoteStrategy.IsFair(strategy) && strategy != "random")
            {
                bounds["unfair_points"] = CoyoteSettings.UnfairPoints.ToString(CultureInfo.InvariantCulture);
            }

            return bounds;
        }
    }

    /// <inheritdoc/>
    public void Explore(EngineWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var computer = work.Build();
        computer.KeepEventHash = true;
        new CoyoteSearch(work, computer, CoyoteSettings.Of(strategy, work.Seed, Iterations(work))).Run();
    }

    /// <inheritdoc/>
    public FollowedRun Follow(ISubject subject, Token token)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(token);
        using var computer = subject.Build();
        computer.KeepEventHash = true;
        var replay = new ReplayStrategy(token.Choices);
        RunOutcome outcome = default;
        CoyoteSettings.Once(CoyoteSettings.Of("random", seed: 1, iterations: 1), () => outcome = ControlledRun.Follow(computer, replay));
        replay.Conclude();
        return new FollowedRun(outcome, computer.EventHash, computer.Finding, replay.Divergence);
    }

    private static uint Iterations(EngineWork work) => (uint)Math.Min(work.Schedules ?? uint.MaxValue, uint.MaxValue);
}
