namespace Smp.Exploration;

/// <summary>What is left of a search that was split, as bytes, and back.</summary>
internal static class SavedTree
{
    internal static void Write(BinaryWriter to, SearchTotals totals, WorkTree tree)
    {
        to.Write(totals.Schedules);
        to.Write(totals.Complete);
        to.Write(totals.Blocked);
        to.Write(totals.Cuts);
        to.Write(totals.TooLong);
        to.Write(totals.Steps);
        to.Write(totals.Reached);
        var order = new List<(WorkNode Node, int Parent)>();
        if (tree.Root is { } root)
        {
            order.Add((root, -1));
        }

        // A state comes before those below it, and siblings in their order.
        for (int i = 0; i < order.Count; i++)
        {
            int parent = i;
            order.AddRange(order[i].Node.Children.Select(child => (child, parent)));
        }

        to.Write(order.Count);
        foreach (var (node, parent) in order)
        {
            to.Write(parent);
            Write(to, node);
        }
    }

    internal static (SearchTotals Totals, WorkTree Tree) Read(BinaryReader from, VisitedStates? visited)
    {
        var totals = new SearchTotals
        {
            Schedules = from.ReadInt64(),
            Complete = from.ReadInt64(),
            Blocked = from.ReadInt64(),
            Cuts = from.ReadInt64(),
            TooLong = from.ReadInt64(),
            Steps = from.ReadInt64(),
            Reached = from.ReadUInt64(),
        };
        var nodes = new WorkNode[from.ReadInt32()];
        for (int i = 0; i < nodes.Length; i++)
        {
            int parent = from.ReadInt32();
            nodes[i] = Read(from, parent < 0 ? null : nodes[parent]);
            nodes[i].Parent?.Children.Add(nodes[i]);
        }

        return (totals, new WorkTree(visited) { Root = nodes.Length == 0 ? null : nodes[0] });
    }

    private static void Write(BinaryWriter to, WorkNode node)
    {
        to.Write(node.By);
        Saved.Write(to, node.ByValues);
        Saved.Write(to, node.Enabled);
        Saved.Write(to, node.Backtrack);
        Saved.Write(to, node.Asleep);
        to.Write(node.Tried.Count);
        foreach (var tried in node.Tried)
        {
            to.Write(tried.Agent);
            Saved.Write(to, tried.Footprint);
        }

        to.Write(node.Chosen);
        Saved.Write(to, node.Footprint);
        Saved.Write(to, node.Values);
        to.Write(node.Key is not null);
        if (node.Key is { } key)
        {
            Saved.Write(to, key);
        }

        Saved.Write(to, node.Summary);
        to.Write(node.LoopsTo);
        to.Write(node.OnLaps.Count);
        foreach (var lap in node.OnLaps)
        {
            Saved.Write(to, lap);
        }
    }

    private static WorkNode Read(BinaryReader from, WorkNode? parent)
    {
        var node = new WorkNode
        {
            Parent = parent,
            Depth = parent is null ? 0 : parent.Depth + 1,
            By = from.ReadInt32(),
            ByValues = Saved.ReadValues(from),
            Enabled = Saved.ReadWords(from),
            Backtrack = Saved.ReadWords(from),
            Asleep = Saved.ReadWords(from),
            Tried = [.. Enumerable.Range(0, from.ReadInt32()).Select(_ => new TriedAgent(from.ReadInt32(), Saved.ReadNumbers(from)))],
            Chosen = from.ReadInt32(),
            Footprint = Saved.ReadNumbers(from),
            Values = Saved.ReadValues(from),
            Key = from.ReadBoolean() ? Saved.ReadIdentity(from) : null,
            Summary = Saved.ReadWords(from),
            LoopsTo = from.ReadInt32(),
        };
        for (int i = from.ReadInt32(); i > 0; i--)
        {
            node.OnLaps.Add(Saved.ReadIdentity(from));
        }

        return node;
    }
}
