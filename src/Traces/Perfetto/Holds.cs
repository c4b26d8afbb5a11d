using Smp.Machine;

namespace Smp.Traces;

/// <summary>The locks that are held: a span from taking one to giving it back, whoever holds it and wherever that one runs.</summary>
internal sealed class Holds(ChromeEvents events)
{
    private readonly Dictionary<(string Lock, int Agent), (int Id, int Track)> _held = [];
    private int _count;

    /// <summary>Whether a step takes a lock; a semaphore says in words whether it has to wait.</summary>
    internal static bool Takes(TraceStep step)
        => step.Object.Length != 0 && step.Fault.Length == 0
            && (step.Operation == Operation.Lock
                || (step.Text.StartsWith("down(", StringComparison.Ordinal) && !step.Text.Contains("has to wait", StringComparison.Ordinal)));

    /// <summary>A step may take a lock or give one back.</summary>
    internal void Add(TraceStep step, int track, long time, long end)
    {
        var key = (step.Object, step.Agent);
        if (Takes(step))
        {
            // The big lock is given up without a step of its own by who goes to sleep.
            Give(key, time);
            _held[key] = (++_count, track);
            events.Span("b", track, time, step.Object, "lock", _count);
        }
        else if (step.Operation == Operation.Unlock)
        {
            Give(key, end);
        }
    }

    /// <summary>After the last step: what is still held is held until then.</summary>
    internal void End(long time)
    {
        foreach (var key in _held.Keys.ToList())
        {
            Give(key, time);
        }
    }

    private void Give((string Lock, int Agent) key, long time)
    {
        if (_held.Remove(key, out var held))
        {
            events.Span("e", held.Track, time, key.Lock, "lock", held.Id);
        }
    }
}
