using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Replays a schedule in the kernel it was made in, and notes what it is to be followed by elsewhere.</summary>
internal sealed class LandmarkStrategy(IReadOnlyList<int> choices, bool everyStep) : IStrategy
{
    private readonly ReplayStrategy _replay = new(choices);
    private Computer _computer = null!;
    private string[] _roles = [];

    /// <inheritdoc/>
    public bool AsksAlways => true;

    /// <summary>The landmarks, in order.</summary>
    internal List<Landmark> Landmarks { get; } = [];

    /// <summary>Of each agent, by role, the answers to its data choices in order.</summary>
    internal Dictionary<string, List<int>> Values { get; } = [];

    /// <summary>Where the schedule did not fit; null if it did.</summary>
    internal Divergence? Divergence => _replay.Divergence;

    internal void Conclude() => _replay.Conclude();

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
        _computer = computer;
        _roles = Roles.Of(computer);
        _replay.BeginExecution(computer);
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        int slot = enabled.Length == 1 ? 0 : _replay.NextAgent(enabled, current);
        if (slot >= 0 && (everyStep || Landmark.IsCommon(_computer, enabled[slot])))
        {
            int agent = enabled[slot].Agent;
            Landmarks.Add(new Landmark(_computer.Agents[agent].Name, _roles[agent], _computer.Steps + 1, enabled[slot].Operation, _computer.PendingLine(agent)));
        }

        return slot;
    }

    /// <inheritdoc/>
    public int NextValue(int count)
    {
        int value = _replay.NextValue(count);
        string role = _roles[_computer.Current];
        if (!Values.TryGetValue(role, out var values))
        {
            Values[role] = values = [];
        }

        values.Add(value);
        return value;
    }
}
