using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration.Sampling;

/// <summary>Draws schedules without a hunt around them.</summary>
internal static class Draws
{
    /// <summary>What the first <paramref name="runs"/> schedules of a random walk teach.</summary>
    internal static Estimates Learned(Computer computer, int runs = 64)
    {
        var estimates = new Estimates();
        var walk = new UrwStrategy(99, estimates);
        var tally = new Tally();
        for (int k = 0; k < runs; k++)
        {
            walk.Reseed(k);
            Assert.Equal(RunOutcome.Ended, computer.Run(walk));
            tally.Add(computer);
            walk.Tell(tally);
        }

        estimates.Learn(tally);
        return estimates;
    }

    /// <summary>How often each of the schedules came out, by their choices.</summary>
    internal static SortedDictionary<string, int> Count(Computer computer, SamplingStrategy strategy, int schedules)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int k = 0; k < schedules; k++)
        {
            strategy.Reseed(k);
            computer.Run(strategy);
            string choices = string.Join(' ', computer.Choices.Items.ToArray());
            counts[choices] = counts.GetValueOrDefault(choices) + 1;
        }

        return counts;
    }

    /// <summary>How often a schedule has left a state behind.</summary>
    internal static int Count(Computer computer, SamplingStrategy strategy, int schedules, Func<bool> holds)
    {
        int count = 0;
        for (int k = 0; k < schedules; k++)
        {
            strategy.Reseed(k);
            computer.Run(strategy);
            count += holds() ? 1 : 0;
        }

        return count;
    }

    /// <summary>Contexts that store so often, each to a variable of its own.</summary>
    internal static Computer Apart(params int[] stores)
    {
        var computer = new Computer();
        for (int i = 0; i < stores.Length; i++)
        {
            var own = new Shared<int>(computer, computer.Memory.Allocate(4, $"own{i}", RegionKind.ModuleData));
            int count = stores[i];
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                for (int n = 0; n < count; n++)
                {
                    await own.Store(n);
                }
            });
        }

        computer.Seal();
        return computer;
    }
}
