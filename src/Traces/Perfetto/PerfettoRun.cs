using System.Text.Json;
using Smp.Machine;

namespace Smp.Traces;

/// <summary>Turns the lines of one trace into events, line by line.</summary>
internal sealed class PerfettoRun
{
    private const int StepTime = 10;

    // Tracks of CPUs have their numbers; those of agents without one and of actors that only receive come after them.
    private const int FirstAgent = 1000;
    private const int FirstActor = 100_000;

    private readonly ChromeEvents _events;
    private readonly Slices _slices;
    private readonly Holds _holds;
    private readonly Deliveries _deliveries = new();
    private readonly List<string> _actors = [];
    private readonly Dictionary<int, List<Deliveries.Letter>> _handled = [];
    private int _enabled = -1;
    private int _track;
    private long _end;

    internal PerfettoRun(ChromeEvents events)
    {
        _events = events;
        _slices = new Slices(events);
        _holds = new Holds(events);
    }

    internal void Add(TraceLine line)
    {
        switch (line)
        {
            case TraceStep step:
                Add(step);
                break;
            case TraceMessage message:
                Add(message);
                break;
            case TraceLog log:
                _events.Instant(_track, TimeOf(log), $"log: {Printable.Of(log.Text)}", "log");
                break;
        }
    }

    /// <summary>After the last line: what is open is closed; what was found stands across all tracks.</summary>
    internal void End(string finding)
    {
        foreach (int irq in _handled.Keys.ToList())
        {
            Handled(irq, _end - 1);
        }

        _slices.CloseAll(_end);
        _holds.End(_end);
        foreach (var letter in _deliveries.Underway)
        {
            // An arrow ends in a slice. What a process is given is there, whether it looks at it or not.
            int track = letter.ToCpu >= 0 ? letter.ToCpu : letter.Step is { } step ? _slices.TrackOf(step.Agent) : 0;
            _events.Slice(track, _end, StepTime, letter.IsToProcess ? letter.Message.Text : $"not taken: {letter.Message.Text}", "message");
            Flow("f", letter, track, _end);
        }

        if (finding.Length != 0)
        {
            _events.Instant(_track, _end, finding, "finding", everywhere: true);
        }
    }

    private static long TimeOf(TraceLine line) => (long)line.Number * StepTime;

    private void Add(TraceStep step)
    {
        long time = TimeOf(step);
        _end = time + StepTime;
        _track = step.Cpu >= 0 && step.Context is not (TraceContext.Source or TraceContext.Clock) ? step.Cpu : FirstAgent + step.Agent;
        _events.Track(_track, step.Cpu >= 0 && _track == step.Cpu ? $"CPU {step.Cpu}" : step.AgentName);
        _slices.Before(step, _track, time, _end);
        _events.Slice(_track, time, StepTime, StepWords.Text(step), JsonNames.Of(step.Code), writer => Details(writer, step));
        Receive(step, time);
        if (step.IsSwitch)
        {
            _events.Instant(_track, time, $"switch to {step.AgentName}", "switch");
        }

        if (step.IsMarked || step.Fault.Length != 0)
        {
            _events.Instant(_track, time, step.Fault.Length != 0 ? step.Fault : $"step {step.Number}", step.Fault.Length != 0 ? "fault" : "explanation");
        }

        _holds.Add(step, _track, time, _end);
        Count(step, time);
        if (step.Operation == Operation.InterruptReturn)
        {
            Handled(step.Agent, time);
        }

        _slices.After(step, _track, _end);
    }

    private void Receive(TraceStep step, long time)
    {
        foreach (var letter in _deliveries.TakenBy(step))
        {
            if (!letter.IsInterrupt || step.Operation == Operation.InterruptReturn)
            {
                Flow("f", letter, _track, time);
                continue;
            }

            // An interrupt's arrow passes the handler's first step and finishes in its last one.
            Flow("t", letter, _track, time);
            _handled.TryAdd(step.Agent, []);
            _handled[step.Agent].Add(letter);
        }
    }

    private void Handled(int agent, long time)
    {
        if (_handled.Remove(agent, out var letters))
        {
            foreach (var letter in letters)
            {
                Flow("f", letter, _slices.TrackOf(agent), time);
            }
        }
    }

    private void Add(TraceMessage message)
    {
        var letter = _deliveries.Post(message);
        long time = TimeOf(message);
        Flow("s", letter, _track, time);
        if (letter.IsToProcess || letter.ToCpu >= 0)
        {
            return;
        }

        int actor = _actors.IndexOf(message.To);
        if (actor < 0)
        {
            actor = _actors.Count;
            _actors.Add(message.To);
        }

        _events.Track(FirstActor + actor, message.To);
        _events.Slice(FirstActor + actor, time, StepTime, message.Text, "message");
        Flow("f", letter, FirstActor + actor, time);
    }

    private void Flow(string phase, Deliveries.Letter letter, int track, long time)
        => _events.Flow(phase, track, time, letter.Kind, letter.IsInterrupt ? "irq" : "message", letter.Id);

    private void Count(TraceStep step, long time)
    {
        if (step.Enabled != _enabled)
        {
            _enabled = step.Enabled;
            _events.Counter(time, "agents that can step", _enabled);
        }

        bool changes = step.Operation is Operation.Store or Operation.Atomic && step.Code is CodeKind.Module or CodeKind.Primitive;
        if (changes && step is { Object.Length: > 0, Pointee.Length: 0, Fault.Length: 0 })
        {
            _events.Counter(time, step.Object, step.Value);
        }
    }

    private static void Details(Utf8JsonWriter writer, TraceStep step)
    {
        writer.WriteNumber("step", step.Number);
        writer.WriteString("agent", step.AgentName);
        writer.WriteString("operation", JsonNames.Of(step.Operation));
        if (step.Object.Length != 0)
        {
            writer.WriteString("object", step.Object);
        }

        writer.WriteNumber("value", step.Value);
        if (step.Place.Length != 0)
        {
            writer.WriteString("at", step.Place);
        }

        if (step.Module.Length != 0)
        {
            writer.WriteString("module", step.Module);
        }
    }
}
