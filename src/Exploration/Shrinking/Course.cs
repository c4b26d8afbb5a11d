using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The course of a recorded run: who stepped when, as blocks between switches, and how every data choice was answered. In
/// this form a schedule can be changed in the middle: what follows is told by who has come how far, not by the numbers of
/// options, which would mean something else after the change.
/// </summary>
internal sealed class Course
{
    private Course(ScheduleSize size, int[] agents, List<Block> blocks, int[][] values)
    {
        Size = size;
        Agents = agents;
        Blocks = blocks;
        Values = values;
    }

    internal ScheduleSize Size { get; }

    /// <summary>The agent of each step.</summary>
    internal int[] Agents { get; }

    internal IReadOnlyList<Block> Blocks { get; }

    /// <summary>Of each agent the answers to its data choices, in order.</summary>
    internal int[][] Values { get; }

    /// <summary>How many data choices were answered otherwise than with 0.</summary>
    internal int Answers => Values.Sum(values => values.Count(value => value != 0));

    internal static Course Of(Recording recording, IEnumerable<ChoicePoint> points)
    {
        var values = recording.Agents.Select(_ => new List<int>()).ToArray();
        foreach (var point in points)
        {
            if (point.IsValue)
            {
                values[point.Agent].Add(point.Taken);
            }
        }

        int switches = 0;
        var agents = new List<int>();
        var blocks = new List<Block>();
        int[] taken = new int[recording.Agents.Count];
        foreach (var e in recording.Events)
        {
            if (e.Kind is not (EventKind.Step or EventKind.Fault))
            {
                continue;
            }

            switches += e.IsSwitch ? 1 : 0;
            bool goesOn = agents.Count > 0 && agents[^1] == e.Agent;
            agents.Add(e.Agent);
            taken[e.Agent]++;
            if (goesOn)
            {
                blocks[^1] = new Block(e.Agent, taken[e.Agent]);
            }
            else
            {
                blocks.Add(new Block(e.Agent, taken[e.Agent]));
            }
        }

        return new Course(
            new ScheduleSize(switches, agents.Count, taken.Count(count => count > 0)), [.. agents], blocks, [.. values.Select(list => list.ToArray())]);
    }
}

/// <summary>An agent steps until it has taken so many steps in all.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Until">Its own steps at the end of the block.</param>
internal readonly record struct Block(int Agent, int Until);
