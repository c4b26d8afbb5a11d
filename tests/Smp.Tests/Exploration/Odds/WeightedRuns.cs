using Smp.Machine;

namespace Smp.Tests.Exploration.Odds;

/// <summary>
/// Every schedule of a program, each with the chance that a uniform scheduler takes it: the product of one over the number of
/// options at each choice. The yardstick of the odds, so it remembers no states.
/// </summary>
internal sealed class WeightedRuns : IStrategy
{
    private readonly List<(int Count, int Chosen)> _choices = [];
    private int _position;
    private double _weight;

    /// <summary>The chance of a finding, the sum of all chances, which is 1, and how many schedules there are.</summary>
    internal static (double Fails, double All, long Schedules) Of(Computer computer)
    {
        var runs = new WeightedRuns();
        double fails = 0;
        double all = 0;
        long schedules = 0;
        do
        {
            var outcome = computer.Run(runs);
            fails += outcome == RunOutcome.Found ? runs._weight : 0;
            all += runs._weight;
            schedules++;
        }
        while (runs.Next());
        return (fails, all, schedules);
    }

    public void BeginExecution(Computer computer)
    {
        _position = 0;
        _weight = 1;
    }

    public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => Choose(enabled.Length);

    public int NextValue(int count) => Choose(count);

    private int Choose(int count)
    {
        if (_position == _choices.Count)
        {
            _choices.Add((count, 0));
        }

        _weight /= count;
        return _choices[_position++].Chosen;
    }

    private bool Next()
    {
        while (_choices.Count > 0)
        {
            var (count, chosen) = _choices[^1];
            if (chosen + 1 < count)
            {
                _choices[^1] = (count, chosen + 1);
                return true;
            }

            _choices.RemoveAt(_choices.Count - 1);
        }

        return false;
    }
}
