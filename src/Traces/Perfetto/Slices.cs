using Smp.Machine;

namespace Smp.Traces;

/// <summary>
/// The slices that are open on each track: the task, its system call, the functions of modules it is in, and above them
/// softirq and hard interrupt. A task that leaves its CPU takes its slices along: they end there and begin again where it
/// goes on, so that on every track they nest.
/// </summary>
internal sealed class Slices(ChromeEvents events)
{
    private readonly Dictionary<int, List<Slice>> _open = [];
    private readonly Dictionary<int, List<Slice>> _ofAgent = [];
    private readonly Dictionary<int, int> _trackOf = [];
    private readonly Dictionary<int, long> _lastOn = [];

    private sealed record Slice(int Agent, TraceContext Context, string Name, string Category);

    /// <summary>The track an agent stepped on last; -1 for none.</summary>
    internal int TrackOf(int agent) => _trackOf.GetValueOrDefault(agent, -1);

    /// <summary>Before a step: what it is in is open on its track, and nothing else.</summary>
    internal void Before(TraceStep step, int track, long time, long end)
    {
        if (step.Context is TraceContext.Source or TraceContext.Clock)
        {
            // Its track has its name already.
            return;
        }

        if (_trackOf.TryGetValue(step.Agent, out int old) && old != track)
        {
            Close(old, IndexOf(old, step.Agent), _lastOn.GetValueOrDefault(old));
        }

        _trackOf[step.Agent] = track;
        var own = Own(step);
        if (step.Operation == Operation.Trap)
        {
            // A call begins with an empty kernel stack, whatever an earlier one that never came back left behind.
            own.RemoveRange(1, own.Count - 1);
            own.Add(new Slice(step.Agent, step.Context, CallOf(step), "syscall"));
        }
        else if (step.Operation == Operation.Enter)
        {
            own.Add(new Slice(step.Agent, step.Context, step.Text.Length != 0 ? step.Text : step.Object, "module"));
        }

        // Below an interrupt stays what it interrupted.
        var open = OpenOn(track);
        int below = open.FindIndex(slice => slice.Agent == step.Agent || Level(slice.Context) >= Level(step.Context));
        var wanted = open.Take(below < 0 ? open.Count : below).Concat(own).ToList();
        int same = 0;
        while (same < open.Count && same < wanted.Count && ReferenceEquals(open[same], wanted[same]))
        {
            same++;
        }

        Close(track, same, _lastOn.GetValueOrDefault(track, time));
        foreach (var slice in wanted.Skip(same))
        {
            events.Begin(track, time, slice.Name, slice.Category);
            open.Add(slice);
        }

        _lastOn[track] = end;
    }

    /// <summary>After a step: what it left is closed.</summary>
    internal void After(TraceStep step, int track, long end)
    {
        if (step.Context is TraceContext.Source or TraceContext.Clock)
        {
            return;
        }

        var own = Own(step);
        int keep = step.Operation switch
        {
            Operation.Leave when own.Count > 1 && own[^1].Category == "module" => own.Count - 1,
            Operation.Return => 1,
            Operation.InterruptReturn => 0,
            _ => own.Count,
        };
        int gone = own.Count - keep;
        own.RemoveRange(keep, gone);
        var open = OpenOn(track);
        Close(track, step.Operation == Operation.Sleep ? IndexOf(track, step.Agent) : open.Count - gone, end);
    }

    /// <summary>After the last step: nothing stays open.</summary>
    internal void CloseAll(long time)
    {
        foreach (int track in _open.Keys)
        {
            Close(track, 0, time);
        }
    }

    private static int Level(TraceContext context) => context switch
    {
        TraceContext.HardIrq => 2,
        TraceContext.SoftIrq => 1,
        _ => 0,
    };

    /// <summary><c>open</c> of <c>open("/proc/sleep", O_RDONLY)</c>.</summary>
    private static string CallOf(TraceStep step)
        => step.Text.IndexOf('(', StringComparison.Ordinal) is var end and > 0 ? step.Text[..end] : step.Text.Length != 0 ? step.Text : "system call";

    private List<Slice> Own(TraceStep step)
    {
        if (!_ofAgent.TryGetValue(step.Agent, out var own))
        {
            _ofAgent.Add(step.Agent, own = []);
        }

        if (own.Count == 0)
        {
            own.Add(new Slice(step.Agent, step.Context, step.AgentName, JsonNames.Of(step.Context)));
        }

        return own;
    }

    private List<Slice> OpenOn(int track)
    {
        if (!_open.TryGetValue(track, out var open))
        {
            _open.Add(track, open = []);
        }

        return open;
    }

    private int IndexOf(int track, int agent)
    {
        var open = OpenOn(track);
        return open.FindIndex(slice => slice.Agent == agent) is var index and >= 0 ? index : open.Count;
    }

    private void Close(int track, int keep, long time)
    {
        var open = OpenOn(track);
        for (int i = open.Count - 1; i >= keep; i--)
        {
            events.End(track, time, open[i].Name, open[i].Category);
        }

        open.RemoveRange(keep, open.Count - keep);
    }
}
