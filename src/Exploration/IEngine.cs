using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Another engine: it decides the schedules of a hunt in place of Smp's own strategies. What it finds is explained,
/// replayed and named as everything else.
/// </summary>
public interface IEngine
{
    /// <summary>Its name in results: <c>coyote</c>.</summary>
    string Name { get; }

    /// <summary>The version of the library behind it; null if it has none of its own.</summary>
    string? Version => null;

    /// <summary>Its strategy's name in results.</summary>
    string Strategy { get; }

    /// <summary>Its limits that others do not have, stated with the result.</summary>
    IReadOnlyDictionary<string, string> Bounds { get; }

    /// <summary>Runs schedules of the subject until <paramref name="work"/> says stop.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    void Explore(EngineWork work);

    /// <summary>Runs the schedule of a token, which leaves the engine nothing to decide.</summary>
    /// <exception cref="NotSupportedException">The engine cannot.</exception>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    FollowedRun Follow(ISubject subject, Token token) => throw new NotSupportedException();
}
