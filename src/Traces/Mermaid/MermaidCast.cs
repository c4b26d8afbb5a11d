namespace Smp.Traces;

/// <summary>What one reading of a trace says of the diagram to come: who takes part, where the box lies, what gets lost.</summary>
internal sealed class MermaidCast
{
    private const string Nobody = "machine";

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<int> _lost;

    internal MermaidCast(Trace trace)
    {
        var deliveries = new Deliveries();
        var actors = new List<string>();
        for (int cpu = 0; cpu < trace.Header.Cpus; cpu++)
        {
            actors.Add($"cpu{cpu}");
        }

        foreach (var line in trace.Lines)
        {
            switch (line)
            {
                case TraceStep step:
                    Meet(step.Actor);
                    deliveries.TakenBy(step);
                    FirstMarked = step.IsMarked && FirstMarked == 0 ? step.Number : FirstMarked;
                    LastMarked = step.IsMarked ? step.Number : LastMarked;
                    break;
                case TraceMessage message:
                    Meet(message.From);
                    Meet(message.To);
                    deliveries.Post(message);
                    break;
            }
        }

        // A result that its process has not looked at is there; an interrupt that nobody took has gone nowhere.
        _lost = [.. deliveries.Underway.Where(letter => letter.IsInterrupt).Select(letter => letter.Id)];
        if (actors.Count == 0)
        {
            actors.Add(Nobody);
        }

        foreach (string actor in actors.OrderBy(Place))
        {
            _ids.Add(actor, Deliveries.CpuOf(actor) >= 0 ? actor : $"a{_ids.Count + 1}");
        }

        void Meet(string actor)
        {
            if (!actors.Contains(actor))
            {
                actors.Add(actor);
            }
        }
    }

    /// <summary>The number of the first step that the explanation speaks of; 0 for none.</summary>
    internal int FirstMarked { get; }

    /// <summary>The last one.</summary>
    internal int LastMarked { get; }

    /// <summary>All who take part, by identifier and name, from left to right.</summary>
    internal IEnumerable<(string Id, string Name)> Participants => _ids.Select(pair => (pair.Value, NameOf(pair.Key)));

    /// <summary>The first and the last of them, for a note across all.</summary>
    internal string Everyone => _ids.Count == 1 ? _ids.Values.First() : $"{_ids.Values.First()},{_ids.Values.Last()}";

    /// <summary>The identifier of an actor.</summary>
    internal string IdOf(string actor) => _ids[actor];

    /// <summary>Whether nobody takes a message, by its number.</summary>
    internal bool IsLost(int message) => _lost.Contains(message);

    // Devices and processes on the left, CPUs in the middle, modules on the right.
    private static int Place(string actor)
        => Deliveries.CpuOf(actor) is var cpu and >= 0 ? 2 + cpu
            : actor.StartsWith("module ", StringComparison.Ordinal) ? int.MaxValue
            : actor.StartsWith("process ", StringComparison.Ordinal) ? 1
            : 0;

    private static string NameOf(string actor)
        => Deliveries.CpuOf(actor) is var cpu and >= 0 ? $"CPU {cpu}"
            : actor.StartsWith("process ", StringComparison.Ordinal) ? actor[8..]
            : actor;
}
