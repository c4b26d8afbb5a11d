using System.Text;
using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>
/// The happens-before order of the steps of a run, by its definition: of two steps of one agent, and of two whose
/// footprints conflict, the earlier comes before the later, and the order is closed under transitivity. Shares nothing
/// with the explorer, so that its classes can be counted with it.
/// </summary>
internal sealed class HappensBefore(int agents)
{
    private readonly List<Step> _steps = [];

    internal int Count => _steps.Count;

    /// <summary>Forgets all steps but the first <paramref name="count"/>.</summary>
    internal void Truncate(int count) => _steps.RemoveRange(count, _steps.Count - count);

    internal void Add(int agent, ReadOnlySpan<Access> footprint, ReadOnlySpan<int> values)
    {
        var own = Dictionary(footprint);
        var before = new int[agents];
        int number = 1;
        foreach (var step in _steps)
        {
            if (step.Agent == agent || Conflict(step.Objects, own))
            {
                for (int i = 0; i < agents; i++)
                {
                    before[i] = Math.Max(before[i], step.Before[i]);
                }

                before[step.Agent] = Math.Max(before[step.Agent], step.Number);
                number += step.Agent == agent ? 1 : 0;
            }
        }

        _steps.Add(new Step(agent, number, own, before, values.ToArray()));
    }

    /// <summary>How many steps of each agent come before a step.</summary>
    internal IReadOnlyList<int> Before(int step) => _steps[step].Before;

    /// <summary>
    /// What all equivalent runs have in common, and no others: each agent's steps in their order, with the data choices made
    /// in them and how many steps of every agent come before.
    /// </summary>
    internal string Canonical()
    {
        var text = new StringBuilder();
        for (int agent = 0; agent < agents; agent++)
        {
            foreach (var step in _steps)
            {
                if (step.Agent != agent)
                {
                    continue;
                }

                text.Append('s');
                foreach (int before in step.Before)
                {
                    text.Append((char)(before + 256));
                }

                foreach (int value in step.Values)
                {
                    text.Append((char)(value + '0'));
                }
            }

            text.Append('/');
        }

        return text.ToString();
    }

    /// <summary>Objects in ascending order, each once, with whether it is written.</summary>
    private static (int Object, bool IsWrite)[] Dictionary(ReadOnlySpan<Access> footprint)
    {
        var objects = new (int Object, bool IsWrite)[footprint.Length];
        int count = 0;
        foreach (var access in footprint)
        {
            int i = 0;
            while (i < count && objects[i].Object != access.Object.Value)
            {
                i++;
            }

            objects[i] = (access.Object.Value, access.IsWrite || (i < count && objects[i].IsWrite));
            count = Math.Max(count, i + 1);
        }

        Array.Resize(ref objects, count);
        Array.Sort(objects);
        return objects;
    }

    private static bool Conflict((int Object, bool IsWrite)[] left, (int Object, bool IsWrite)[] right)
    {
        int i = 0;
        int j = 0;
        while (i < left.Length && j < right.Length)
        {
            if (left[i].Object == right[j].Object)
            {
                if (left[i].IsWrite || right[j].IsWrite)
                {
                    return true;
                }

                i++;
                j++;
            }
            else if (left[i].Object < right[j].Object)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return false;
    }

    private sealed record Step(int Agent, int Number, (int Object, bool IsWrite)[] Objects, int[] Before, int[] Values);
}
