using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>One program under one strategy: what the hunts with different seeds came to.</summary>
internal sealed class StrategyCell(Scenario program, string strategy, int seeds)
{
    private readonly long[] _firstHit = new long[seeds];
    private readonly long[] _schedules = new long[seeds];
    private readonly string?[] _error = new string?[seeds];

    internal Scenario Program => program;

    internal string Strategy => strategy;

    /// <summary>Hunts that were run to their end.</summary>
    internal int Hunts => _schedules.Count(schedules => schedules > 0);

    /// <summary>Hunts that found something.</summary>
    internal int Found => _firstHit.Count(hit => hit > 0);

    /// <summary>What went wrong; null if nothing did.</summary>
    internal string? Error => Array.Find(_error, error => error is not null);

    /// <summary>The schedules of each hunt up to its finding, in the order of seeds; 0 where there was none.</summary>
    internal IReadOnlyList<long> FirstHits => _firstHit;

    /// <summary>
    /// The mean number of schedules to the first finding. Hunts that ended without one count with all their schedules, and
    /// as no finding: the mean of a geometric distribution that was cut off is estimated so. Null if nothing was found.
    /// </summary>
    internal double? Mean => Found == 0 ? null : (double)_schedules.Sum() / Found;

    /// <summary>The median; null if less than half of the hunts found something.</summary>
    internal double? Median
    {
        get
        {
            var hits = new List<double>();
            for (int seed = 0; seed < _schedules.Length; seed++)
            {
                if (_schedules[seed] > 0)
                {
                    hits.Add(_firstHit[seed] > 0 ? _firstHit[seed] : double.PositiveInfinity);
                }
            }

            hits.Sort();
            double median = hits.Count == 0 ? double.PositiveInfinity : (hits[(hits.Count - 1) / 2] + hits[hits.Count / 2]) / 2;
            return double.IsFinite(median) ? median : null;
        }
    }

    /// <summary>Notes a hunt. Each seed has a place of its own, so that hunts may end on different threads.</summary>
    internal void Note(int seed, long firstHit, long schedules, string? error)
    {
        _firstHit[seed] = firstHit;
        _error[seed] = error;
        _schedules[seed] = firstHit > 0 ? firstHit : schedules;
    }
}
