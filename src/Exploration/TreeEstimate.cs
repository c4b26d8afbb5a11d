using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// How many schedules there are, from a few random ones: the product of the branchings on the way of each is an unbiased
/// estimate, and so is their mean (Knuth, "Estimating the efficiency of backtrack programs", 1975). It counts all of them,
/// whatever a search leaves out by pruning or reduction; its spread is large.
/// </summary>
internal sealed class TreeEstimate(ulong seed)
{
    private const int ProbesPerLook = 4;

    private readonly Probe _probe = new(seed);
    private double _sum;
    private long _probes;

    /// <summary>The mean so far; null before the first probe. Schedules longer than the bound on steps do not count.</summary>
    internal double? Mean => _probes == 0 ? null : _sum / _probes;

    /// <summary>Takes a few more probes, on a computer between two runs, and gives the mean. What they come to does not count.</summary>
    internal double? Look(Computer computer)
    {
        ulong reached = computer.Reached;
        var coverage = computer.Coverage;
        computer.Coverage = null;
        for (int i = 0; i < ProbesPerLook; i++)
        {
            _probe.Next(_probes);
            try
            {
                _sum += computer.Run(_probe) == RunOutcome.TooLong ? 0 : _probe.Weight;
                _probes++;
            }
            catch (MachineException)
            {
                // For the search to come to and to report, in its own order.
                break;
            }
        }

        computer.Coverage = coverage;
        computer.Reached = reached;
        return Mean;
    }

    private sealed class Probe(ulong seed) : IStrategy
    {
        private SplitMix64 _random = new(seed);

        internal double Weight { get; private set; }

        internal void Next(long number)
        {
            _random = new SplitMix64(Hashing.Fold(seed, (ulong)number + 1));
            Weight = 1;
        }

        public void BeginExecution(Computer computer)
        {
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => NextValue(enabled.Length);

        public int NextValue(int count)
        {
            Weight *= count;
            return (int)(_random.Next() % (ulong)count);
        }
    }
}
