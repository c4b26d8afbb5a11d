using System.Numerics;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Waits, in a hunt for one bug, for the failing schedule that shows it: explains failing schedules as they are met and
/// lets the search go on past those that turn out to be something else.
/// </summary>
/// <remarks>
/// One observation of a detector may be different bugs in different schedules, so each schedule counts. Explaining costs
/// a recorded re-run: of every distinct observation the first ones are explained at once, then every second, every fourth
/// and so on; the rest is kept and explained when the search is through. Only if none was left out can the absence of
/// the bug be a proof (<see cref="Unexplained"/>).
/// </remarks>
internal sealed class BugWatch(FindingCollector collector, string bug)
{
    private const int ExplainedAtOnce = 256;
    private const int MaxPostponed = 200_000;

    private readonly Dictionary<Finding, int> _seen = [];
    private readonly List<(Finding Finding, Hit Hit, string Strategy)> _postponed = [];
    private long _dropped;
    private int _next;

    /// <summary>Whether the bug has been met.</summary>
    internal bool IsFound { get; private set; }

    /// <summary>Distinct observations so far.</summary>
    internal int Kinds => _seen.Count;

    /// <summary>Failing schedules that nobody has looked into.</summary>
    internal long Unexplained => _dropped + _postponed.Count - _next;

    /// <summary>A schedule has failed. Whether it shows the bug, as far as that is found out now.</summary>
    internal bool Meet(Finding finding, long number, Computer? choicesOf, string strategy)
        => Meet(finding, new Hit(number, choicesOf?.Choices.Items.ToArray()), strategy);

    /// <summary>The same with the schedule at hand.</summary>
    internal bool Meet(Finding finding, in Hit hit, string strategy)
    {
        int count = _seen.GetValueOrDefault(finding) + 1;
        _seen[finding] = count;
        if (count <= ExplainedAtOnce || count % (BitOperations.RoundUpToPowerOf2((uint)count) / ExplainedAtOnce) == 0)
        {
            return IsFound = Explain(finding, hit, strategy);
        }

        if (_postponed.Count < MaxPostponed)
        {
            _postponed.Add((finding, hit, strategy));
        }
        else
        {
            _dropped++;
        }

        return false;
    }

    /// <summary>The search is through: explains what was kept for later, until the bug turns up or time is up.</summary>
    internal void Conclude(CancellationToken stop)
    {
        while (!IsFound && _next < _postponed.Count && !stop.IsCancellationRequested)
        {
            var (finding, hit, strategy) = _postponed[_next++];
            IsFound = Explain(finding, hit, strategy);
        }
    }

    private bool Explain(Finding finding, Hit hit, string strategy) => collector.AddOne(finding, hit, strategy) == bug;
}
