using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>About how many schedules a program has: the mean over random runs of the product of their branchings (Knuth, 1975).</summary>
internal sealed class TreeSize : IStrategy
{
    private const int Probes = 200;
    private readonly RandomStrategy _random = new(3);
    private double _product;

    internal static double Of(Computer computer)
    {
        var probe = new TreeSize();
        double sum = 0;
        for (int i = 0; i < Probes; i++)
        {
            probe._random.Reseed(i);
            probe._product = 1;
            computer.Run(probe);
            sum += probe._product;
        }

        return sum / Probes;
    }

    public void BeginExecution(Computer computer) => _random.BeginExecution(computer);

    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        _product *= enabled.Length;
        return _random.NextAgent(enabled, current);
    }

    public int NextValue(int count)
    {
        _product *= count;
        return _random.NextValue(count);
    }
}
