using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>
/// Every schedule of a program, one after the other, and what they come to. It is the yardstick of the reduced search, so
/// it is as simple as it can be.
/// </summary>
internal sealed class BruteForce : IStrategy, IStepObserver
{
    private readonly HappensBefore? _order;
    private readonly List<Choice> _choices = [];
    private readonly List<int> _values = [];
    private int _position;
    private int _keptSteps;
    private int _step;
    private Computer _computer = null!;

    private BruteForce(Computer computer, bool classes) => _order = classes ? new HappensBefore(computer.Agents.Count) : null;

    internal Outcomes Outcomes { get; } = new();

    /// <summary>Searches to the end; null if that would take more than <paramref name="limit"/> schedules.</summary>
    internal static Outcomes? All(Computer computer, long limit = long.MaxValue, bool classes = true)
    {
        var search = new BruteForce(computer, classes);
        computer.TrackFootprints = classes;
        do
        {
            if (search.Outcomes.Schedules == limit)
            {
                return null;
            }

            var outcome = computer.Run(search);
            search.Outcomes.Add(computer, outcome);
            if (classes && Outcomes.IsComplete(computer, outcome))
            {
                search.Outcomes.Classes.Add(search._order!.Canonical());
            }
        }
        while (search.Next());
        return search.Outcomes;
    }

    /// <summary>The class of one schedule.</summary>
    internal static string ClassOf(Computer computer, ReadOnlySpan<int> schedule)
    {
        var search = new BruteForce(computer, classes: true);
        computer.TrackFootprints = true;
        foreach (int chosen in schedule)
        {
            search._choices.Add(new Choice(0, chosen, 0));
        }

        computer.Run(search);
        return search._order!.Canonical();
    }

    public void BeginExecution(Computer computer)
    {
        _computer = computer;
        _position = 0;
        _step = 0;
        _order?.Truncate(_keptSteps);
        _values.Clear();
    }

    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
        => ChoiceLog.FromCanonical(Choose(enabled.Length, _computer.Steps), current);

    public int NextValue(int count)
    {
        // The step has begun.
        int value = Choose(count, _computer.Steps - 1);
        _values.Add(value);
        return value;
    }

    public void OnStep(Computer computer, int agent)
    {
        if (_order is not null && _step++ >= _keptSteps)
        {
            _order.Add(agent, computer.Footprint.Items, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values));
        }

        _values.Clear();
    }

    private int Choose(int count, int step)
    {
        if (_position == _choices.Count)
        {
            _choices.Add(new Choice(count, 0, step));
        }

        return _choices[_position++].Chosen;
    }

    private bool Next()
    {
        while (_choices.Count > 0)
        {
            var last = _choices[^1];
            _choices.RemoveAt(_choices.Count - 1);
            if (last.Chosen + 1 < last.Count)
            {
                _choices.Add(last with { Chosen = last.Chosen + 1 });
                _keptSteps = last.Step;
                return true;
            }
        }

        return false;
    }

    private readonly record struct Choice(int Count, int Chosen, int Step);
}
