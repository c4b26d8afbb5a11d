using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Follows the landmarks of a schedule in another kernel: always the first that has not been come to and whose agent can step.
/// What an agent does between two landmarks is its kernel's own business.
/// </summary>
/// <remarks>
/// The kernels part where the agent of the first landmark cannot step, and no steps between landmarks of others make it able
/// to; or where it comes to another landmark. From there on the run is the nearest that follows: who is behind catches up as
/// soon as it can.
/// </remarks>
internal sealed class FollowStrategy : IStrategy
{
    private readonly IReadOnlyList<Landmark> _landmarks;
    private readonly IReadOnlyDictionary<string, List<int>> _values;
    private readonly bool _everyStep;
    private readonly List<CommonStep> _common = [];
    private Computer _computer = null!;
    private string[] _roles = [];
    private int[] _agents = [];
    private bool[] _done = [];
    private int[] _asked = [];
    private int _first;

    internal FollowStrategy(LandmarkStrategy reference, bool everyStep)
    {
        _landmarks = reference.Landmarks;
        _values = reference.Values;
        _everyStep = everyStep;
    }

    /// <inheritdoc/>
    public bool AsksAlways => true;

    /// <summary>Where the kernels part; null if they do not.</summary>
    internal Parting? Parting { get; private set; }

    /// <summary>The landmarks that both came to before they part.</summary>
    internal IReadOnlyList<CommonStep> Common => _common;

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
        _computer = computer;
        _first = 0;
        _done = new bool[_landmarks.Count];
        _asked = new int[computer.Agents.Count];
        _roles = Roles.Of(computer);
        _agents = [.. _landmarks.Select(mark => Array.IndexOf(_roles, mark.Role))];
        _common.Clear();
        Parting = null;
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        int slot = Choose(enabled, current);
        if (_everyStep || Landmark.IsCommon(_computer, enabled[slot]))
        {
            ComeTo(enabled[slot]);
        }

        return slot;
    }

    /// <inheritdoc/>
    public int NextValue(int count)
    {
        int agent = _computer.Current;
        int place = _asked[agent]++;
        return _values.TryGetValue(_roles[agent], out var values) && place < values.Count && values[place] < count ? values[place] : 0;
    }

    private int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        while (_first < _done.Length && _done[_first])
        {
            _first++;
        }

        for (int i = _first; i < _done.Length; i++)
        {
            if (_done[i])
            {
                continue;
            }

            int slot = SlotOf(enabled, _agents[i]);
            if (slot >= 0)
            {
                return slot;
            }

            if (Parting is null)
            {
                int between = BetweenLandmarks(enabled);
                if (between >= 0)
                {
                    return between;
                }

                Part(_agents[i] < 0 ? PartingKind.Missing : PartingKind.Blocked, i);
            }
        }

        return Math.Max(current, 0);
    }

    private static int SlotOf(ReadOnlySpan<Pending> enabled, int agent)
    {
        for (int slot = 0; slot < enabled.Length; slot++)
        {
            if (enabled[slot].Agent == agent)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>Somebody whose next step is between landmarks: it may be what the agent in question waits for.</summary>
    private int BetweenLandmarks(ReadOnlySpan<Pending> enabled)
    {
        for (int slot = 0; slot < enabled.Length && !_everyStep; slot++)
        {
            if (!Landmark.IsCommon(_computer, enabled[slot]))
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>The agent's next landmark is taken, whether it is the one that is expected of it or another.</summary>
    private void ComeTo(in Pending next)
    {
        for (int i = _first; i < _done.Length; i++)
        {
            if (_done[i] || _agents[i] != next.Agent)
            {
                continue;
            }

            var mark = _landmarks[i];
            if (Parting is null && (mark.Operation != next.Operation || mark.Line != _computer.PendingLine(next.Agent)))
            {
                Part(PartingKind.Otherwise, i);
            }

            _done[i] = true;
            if (Parting is null)
            {
                _common.Add(new CommonStep(mark.Step, _computer.Steps + 1));
            }

            return;
        }
    }

    private void Part(PartingKind kind, int landmark)
        => Parting = new Parting(
            kind,
            _common.Count == 0 ? 0 : _computer.Steps,
            _landmarks[landmark].Step,
            _landmarks[landmark].Agent,
            _agents[landmark] < 0 ? null : Standing.Of(_computer, _agents[landmark]));
}
