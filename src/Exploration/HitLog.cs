using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A schedule that ended with a finding.</summary>
/// <param name="Number">Its number within its strategy, from 1.</param>
/// <param name="Choices">Its choices; null where the number says it all (random).</param>
internal readonly record struct Hit(long Number, int[]? Choices)
{
    /// <summary>The hash of the events that whoever ran it saw; null if nobody kept one.</summary>
    internal ulong? EventHash { get; init; }

    /// <summary>Another engine's own account of it.</summary>
    internal string? Trace { get; init; }
}

/// <summary>
/// The failing schedules of one search, by what the detector said. Of each kind the first
/// <see cref="MaxHits"/> are kept to be explained afterwards; the others are counted, so that a program that fails in
/// every schedule does not slow its hunt down.
/// </summary>
internal sealed class HitLog
{
    internal const int MaxHits = 1000;
    private const int MaxGroups = 4096;

    private readonly Dictionary<Key, int> _index = [];
    private readonly List<Group> _groups = [];

    /// <summary>The kinds, in the order of their first hits.</summary>
    internal IReadOnlyList<Group> Groups => _groups;

    /// <summary>Hits of kinds there was no room for.</summary>
    internal long Dropped { get; private set; }

    internal void Add(Finding finding, long number, Computer? choicesOf)
        => Add(finding, new Hit(number, choicesOf?.Choices.Items.ToArray()));

    internal void Add(Finding finding, in Hit hit)
    {
        if (GroupOf(finding) is not { } group)
        {
            Dropped++;
            return;
        }

        group.Count++;
        if (group.Hits.Count < MaxHits)
        {
            group.Hits.Add(hit);
        }
    }

    /// <summary>Adds the hits of another worker. What comes out does not depend on how the work was shared.</summary>
    internal void Merge(HitLog other)
    {
        Dropped += other.Dropped;
        foreach (var theirs in other._groups)
        {
            if (GroupOf(theirs.Finding) is not { } group)
            {
                Dropped += theirs.Count;
                continue;
            }

            group.Count += theirs.Count;
            group.Hits.AddRange(theirs.Hits);
            group.Hits.Sort((a, b) => a.Number.CompareTo(b.Number));
            group.Hits.RemoveRange(Math.Min(MaxHits, group.Hits.Count), Math.Max(0, group.Hits.Count - MaxHits));
        }

        _groups.Sort((a, b) => a.Hits[0].Number.CompareTo(b.Hits[0].Number));
        for (int i = 0; i < _groups.Count; i++)
        {
            _index[KeyOf(_groups[i].Finding)] = i;
        }
    }

    internal void Write(BinaryWriter to)
    {
        to.Write(Dropped);
        to.Write(_groups.Count);
        foreach (var group in _groups)
        {
            Saved.Write(to, group.Finding);
            to.Write(group.Count);
            to.Write(group.Hits.Count);
            foreach (var hit in group.Hits)
            {
                to.Write(hit.Number);
                to.Write(hit.Choices is not null);
                if (hit.Choices is not null)
                {
                    Saved.Write(to, hit.Choices);
                }
            }
        }
    }

    internal void Read(BinaryReader from)
    {
        Dropped = from.ReadInt64();
        for (int groups = from.ReadInt32(); groups > 0; groups--)
        {
            var group = GroupOf(Saved.ReadFinding(from))!;
            group.Count = from.ReadInt64();
            for (int hits = from.ReadInt32(); hits > 0; hits--)
            {
                group.Hits.Add(new Hit(from.ReadInt64(), from.ReadBoolean() ? Saved.ReadNumbers(from) : null));
            }
        }
    }

    private static Key KeyOf(Finding finding) => new(finding.Detector, finding.Kind, finding.Subject, finding.Message);

    private Group? GroupOf(Finding finding)
    {
        var key = KeyOf(finding);
        if (_index.TryGetValue(key, out int index))
        {
            return _groups[index];
        }

        if (_groups.Count == MaxGroups)
        {
            return null;
        }

        _index.Add(key, _groups.Count);
        var group = new Group(finding);
        _groups.Add(group);
        return group;
    }

    /// <summary>The hits of one kind.</summary>
    internal sealed class Group(Finding finding)
    {
        internal Finding Finding { get; } = finding;

        internal List<Hit> Hits { get; } = [];

        internal long Count { get; set; }
    }

    private readonly record struct Key(string Detector, string Kind, string Subject, string Message);
}
