using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Follows a schedule and notes at each choice what there was to choose from.</summary>
internal sealed class Survey(IReadOnlyList<int> choices) : IStrategy
{
    private readonly ReplayStrategy _replay = new(choices);
    private readonly List<ChoicePoint> _points = [];
    private Computer _computer = null!;

    internal IReadOnlyList<ChoicePoint> Points => _points;

    /// <summary>Whether every choice found its place.</summary>
    internal bool Fits
    {
        get
        {
            _replay.Conclude();
            return _replay.Divergence is null;
        }
    }

    public void BeginExecution(Computer computer)
    {
        _computer = computer;
        _points.Clear();
        _replay.BeginExecution(computer);
    }

    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        int slot = _replay.NextAgent(enabled, current);
        if (slot == IStrategy.Cut)
        {
            return slot;
        }

        int[] options = new int[enabled.Length];
        for (int i = 0; i < options.Length; i++)
        {
            options[i] = enabled[ChoiceLog.FromCanonical(i, current)].Agent;
        }

        _points.Add(new ChoicePoint(_computer.Steps + 1, enabled[slot].Agent, ChoiceLog.ToCanonical(slot, current), options, options.Length));
        return slot;
    }

    public int NextValue(int count)
    {
        int value = _replay.NextValue(count);

        // Who has no CPU yet is asked which one it is to have, before its step is counted.
        int step = _computer.CpuOf(_computer.Current) == -1 ? _computer.Steps + 1 : _computer.Steps;
        _points.Add(new ChoicePoint(step, _computer.Current, value, null, count));
        return value;
    }
}
