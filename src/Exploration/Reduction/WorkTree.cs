using System.Numerics;

namespace Smp.Exploration;

/// <summary>
/// What is left of a reduced search that has been split: the states with something to try, and those on the way to them.
/// </summary>
/// <remarks>
/// <para>Why nothing is lost and nothing done twice, whoever explores which part and when: a race is looked for in every run
/// against all steps of the run, those of the shared beginning too, and if it reverses there, the state's owner is asked to
/// try somebody; the search is over when no owner has anybody left. Of two agents tried at one state the later finds the
/// earlier asleep, and that is a relation between the two subtrees, whenever each is explored.</para>
/// <para>With pruning, a state is known to all once everything below it is done and merged. Units of one round do not see what
/// the others are at, so that what they find does not depend on who is faster; some states are therefore explored twice.</para>
/// </remarks>
internal sealed class WorkTree(VisitedStates? visited)
{
    private WorkNode? _root;

    internal VisitedStates? Visited => visited;

    /// <summary>The state where all runs begin; null if nothing is left.</summary>
    internal WorkNode? Root
    {
        get => _root;
        init => _root = value;
    }

    /// <summary>What is left of a search from the beginning.</summary>
    internal static WorkTree Of(UnitResult start, VisitedStates? visited)
    {
        var root = NodeOf(start.Way[0], null);
        var tree = new WorkTree(visited) { Root = root };
        Append(root, start.Way);
        return tree;
    }

    /// <summary>Whether nothing is left.</summary>
    internal bool IsDone => _root is null;

    /// <summary>
    /// The next units, taken from all over the tree: neighbours would come to the same states, and each explore them. A state
    /// that became known is one unit with all that is below it.
    /// </summary>
    internal List<WorkNode> Next(int most)
    {
        var units = new List<WorkNode>();
        var way = new Stack<(WorkNode Node, int Child)>();
        if (_root is not null)
        {
            way.Push((_root, 0));
        }

        while (way.TryPop(out var at))
        {
            var (node, child) = at;
            bool isKnown = child == 0 && IsKnown(node);
            if (!isKnown && child < node.Children.Count)
            {
                way.Push((node, child + 1));
                way.Push((node.Children[child], 0));
            }
            else if (isKnown || node.HasWork)
            {
                units.Add(node);
            }
        }

        var next = new List<WorkNode>();
        for (int i = 0; i < Math.Min(most, units.Count); i++)
        {
            next.Add(units[(int)((long)i * units.Count / Math.Min(most, units.Count))]);
        }

        return next;
    }

    /// <summary>
    /// The share of the tree that is done, 0 to 1, if each agent that is to be tried at a state has as much after it as the
    /// others (<see cref="ReducedSearch.Explored"/>).
    /// </summary>
    internal double Explored()
    {
        double open = 0;
        var nodes = new Stack<(WorkNode Node, double Weight)>();
        if (_root is not null)
        {
            nodes.Push((_root, 1));
        }

        while (nodes.TryPop(out var at))
        {
            int all = 0;
            int left = 0;
            for (int i = 0; i < at.Node.Backtrack.Length; i++)
            {
                all += BitOperations.PopCount(at.Node.Backtrack[i]);
                left += BitOperations.PopCount(at.Node.Backtrack[i] & ~at.Node.Asleep[i]);
            }

            double weight = at.Weight / Math.Max(1, all);
            open += weight * left;
            foreach (var child in at.Node.Children)
            {
                nodes.Push((child, weight));
            }
        }

        return Math.Clamp(1 - open, 0, 1);
    }

    internal bool IsKnown(WorkNode node) => node.Key is { } key && visited?.Done(key) is not null;

    /// <summary>Takes in what came of the units of a round, in their order.</summary>
    internal void Merge(IReadOnlyList<UnitResult> results)
    {
        foreach (var result in results)
        {
            Merge(result);
        }

        foreach (var result in results)
        {
            Retire(result.Unit);
        }
    }

    private static void Ask(WorkNode node, in NodeStack.Request request)
    {
        while (node.Depth > request.Node)
        {
            node = node.Parent!;
        }

        if (request.Initials is null)
        {
            Unite(node.Backtrack, node.Enabled);
        }
        else if (!NodeStack.Intersect(request.Initials, node.Backtrack) && !NodeStack.Intersect(request.Initials, node.Asleep))
        {
            NodeStack.Add(node.Backtrack, request.Agent);
        }
    }

    private static void Unite(ulong[] set, ulong[] with)
    {
        for (int i = 0; i < set.Length; i++)
        {
            set[i] |= with[i];
        }
    }

    private static void Add(WorkNode node, ulong[] summary)
    {
        ulong[] all = node.Summary;
        Summaries.Add(ref all, summary);
        node.Summary = all;
    }

    private static void Change(WorkNode node, UnitResult.NodeChange change)
    {
        Unite(node.Backtrack, change.Backtrack);
        Unite(node.Asleep, change.Asleep);
        node.Tried.AddRange(change.Tried);
        node.Chosen = change.Chosen;
        node.Footprint = change.Footprint;
        node.Values = change.Values;
        node.LoopsTo = Math.Min(node.LoopsTo, change.LoopsTo);
        node.OnLaps.AddRange(change.OnLaps);
        Add(node, change.Summary);
    }

    private void Merge(UnitResult result)
    {
        var unit = result.Unit;
        if (result.Visited is not null)
        {
            var translation = visited!.Absorb(result.Visited);
            foreach (var change in result.Way)
            {
                change.Summary = translation.Of(change.Summary);
            }
        }

        foreach (var request in result.Requests)
        {
            Ask(unit, request);
        }

        Change(unit, result.Way[0]);
        if (result.IsKnown)
        {
            Array.Clear(unit.Backtrack);
            unit.Chosen = -1;
            unit.Children.Clear();
            return;
        }

        Append(unit, result.Way);
    }

    private static void Append(WorkNode unit, List<UnitResult.NodeChange> way)
    {
        foreach (var change in way.Skip(1))
        {
            var child = NodeOf(change, unit);
            unit.Children.Add(child);
            unit = child;
        }
    }

    private static WorkNode NodeOf(UnitResult.NodeChange change, WorkNode? parent)
    {
        int depth = parent is null ? 0 : parent.Depth + 1;
        var node = new WorkNode
        {
            Parent = parent,
            Depth = depth,
            By = change.By,
            ByValues = change.ByValues,
            Enabled = change.Enabled,
            Backtrack = new ulong[change.Backtrack.Length],
            Asleep = new ulong[change.Asleep.Length],
            Key = change.Key,
            LoopsTo = depth,
        };
        Change(node, change);
        return node;
    }

    /// <summary>A state with nothing left to try and nothing below it is done; so may be the one before it.</summary>
    private void Retire(WorkNode? node)
    {
        while (node is { IsGone: false, HasWork: false, Children.Count: 0 })
        {
            node.IsGone = true;
            if (node.LoopsTo >= node.Depth)
            {
                Know(node);
            }

            var parent = node.Parent;
            if (parent is null)
            {
                _root = null;
                return;
            }

            parent.Children.Remove(node);
            Add(parent, node.Summary);
            if (node.LoopsTo < node.Depth)
            {
                parent.LoopsTo = Math.Min(parent.LoopsTo, node.LoopsTo);
                parent.OnLaps.AddRange(node.OnLaps);
                if (node.Key is { } key)
                {
                    parent.OnLaps.Add(key);
                }
            }

            node = parent;
        }
    }

    private void Know(WorkNode node)
    {
        if (visited is null)
        {
            return;
        }

        int number = visited.Summaries.NumberOf(node.Summary);
        if (node.Key is { } key)
        {
            visited.Know(key, number);
        }

        foreach (var lap in node.OnLaps)
        {
            visited.Know(lap, number);
        }
    }
}
