using Smp.Exploration;
using Smp.Scenarios;
using Xunit;
using Xunit.Sdk;

namespace Smp.Testing;

/// <summary>
/// A test that replays one schedule: a bug that was found once and must be there still, or must be gone. The method runs
/// after a replay that ended as <see cref="Expect"/> says, and takes no parameter or the <see cref="ReplayResult"/>.
/// </summary>
/// <example>
/// <code>
/// [Replay("smp1-IgtzbGVlcC9TTFAtMQNTMjYAUFMGQpoYhJIYAQgCAQgCAQAO5xec")]
/// public void The_old_race_is_still_there(ReplayResult result) { }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Smp.Testing.Sdk.ReplayDiscoverer", "Smp.Testing")]
public sealed class ReplayAttribute : FactAttribute
{
    /// <summary>Replays a token, in the scenario and the environment that it names.</summary>
    public ReplayAttribute(string token) => Token = token;

    /// <summary>The token.</summary>
    public string Token { get; }

    /// <summary>Another scenario on the same stage to replay it in: the corrected twin of the one it was found in.</summary>
    public string? Scenario { get; set; }

    /// <summary>How it must end: <see cref="ReplayOutcome.FindingGone"/> for a module that was corrected.</summary>
    public ReplayOutcome Expect { get; set; } = ReplayOutcome.Reproduced;

    /// <summary>The catalogued bug that must be reproduced.</summary>
    public string? Bug { get; set; }

    /// <summary>A class that implements <see cref="IScenarioSource"/>, for scenarios of another assembly. See <see cref="ScenarioSourceAttribute"/>, too.</summary>
    public Type? Source { get; set; }
}
