using Smp.Machine;

namespace Smp.Traces;

/// <summary>
/// Vector clocks of the steps of one run (Mattern, "Virtual time and global states of distributed systems", 1989). A step
/// comes after the earlier ones of its agent, after the last write of every word it touches, and, where it writes, after
/// what was read there since.
/// </summary>
internal sealed class CausalClocks
{
    private readonly int[][] _agents;
    private readonly Dictionary<Address, int[]> _written = [];
    private readonly Dictionary<Address, int[]> _read = [];

    internal CausalClocks(int agents)
    {
        _agents = new int[agents][];
        for (int i = 0; i < agents; i++)
        {
            _agents[i] = new int[agents];
        }
    }

    /// <summary>The clock of the next step.</summary>
    internal ValueList<int> Next(int agent, IReadOnlyList<Access> footprint)
    {
        int[] clock = [.. _agents[agent]];
        clock[agent]++;
        foreach (var access in footprint)
        {
            Join(clock, _written.GetValueOrDefault(access.Object));
            if (access.IsWrite)
            {
                Join(clock, _read.GetValueOrDefault(access.Object));
            }
        }

        foreach (var access in footprint)
        {
            if (access.IsWrite)
            {
                _written[access.Object] = clock;
                _read.Remove(access.Object);
            }
            else
            {
                int[] readers = [.. clock];
                Join(readers, _read.GetValueOrDefault(access.Object));
                _read[access.Object] = readers;
            }
        }

        _agents[agent] = clock;
        return [.. clock];
    }

    private static void Join(int[] clock, int[]? other)
    {
        for (int i = 0; other is not null && i < clock.Length; i++)
        {
            clock[i] = Math.Max(clock[i], other[i]);
        }
    }
}
