using Smp.Machine;

namespace Smp.Traces;

/// <summary>Turns the lines of one trace into statements, line by line.</summary>
internal sealed class MermaidRun(MermaidCast cast)
{
    private readonly Deliveries _deliveries = new();
    private readonly Dictionary<string, string> _inCall = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _running = new(StringComparer.Ordinal);
    private bool _boxed;

    /// <summary>The statements.</summary>
    internal IEnumerable<string> Lines(IEnumerable<TraceLine> lines)
    {
        foreach (var line in lines)
        {
            // The messages of its last step belong into the box.
            if (_boxed && line is TraceStep && line.Number > cast.LastMarked)
            {
                _boxed = false;
                yield return "    end";
            }

            foreach (string statement in line switch
            {
                TraceStep step => Step(step),
                TraceMessage message => Message(message),
                _ => [],
            })
            {
                yield return (_boxed && statement[0] != 'r' ? "        " : "    ") + statement;
            }
        }

        if (_boxed)
        {
            yield return "    end";
        }
    }

    private IEnumerable<string> Step(TraceStep step)
    {
        _deliveries.TakenBy(step);
        string actor = cast.IdOf(step.Actor);
        if (step.Number == cast.FirstMarked)
        {
            _boxed = true;
            yield return "rect rgb(255, 243, 205)";
        }

        if (step.IsSwitch)
        {
            yield return $"Note over {actor}: switch to {MermaidText.Of(step.AgentName)}";
        }
        else if (step is { Context: TraceContext.Task, Cpu: >= 0 } && step.Operation != Operation.Trap && _running.GetValueOrDefault(actor) != step.AgentName)
        {
            yield return $"Note over {actor}: {MermaidText.Of(step.AgentName)} goes on";
        }

        if (step.Context == TraceContext.Task)
        {
            _running[actor] = step.AgentName;
        }

        // What the kernel does on its own account would drown the rest; a call's way in and out are messages.
        bool isShown = step.Code is CodeKind.Module or CodeKind.Primitive || step.Context != TraceContext.Task;
        if (isShown || step.IsMarked || step.Fault.Length != 0)
        {
            yield return $"Note over {actor}: {MermaidText.Of(Words(step))}";
        }
    }

    private IEnumerable<string> Message(TraceMessage message)
    {
        var letter = _deliveries.Post(message);
        string from = cast.IdOf(message.From);
        string to = cast.IdOf(message.To);
        string text = MermaidText.Of(letter.Rest.Length == 0 ? letter.Kind : letter.IsCall || letter.Kind == "SyscallReturn" ? letter.Rest : message.Text);
        if (cast.IsLost(letter.Id))
        {
            yield return $"{from}-x{to}: {text}";
        }
        else if (letter.IsCall)
        {
            _inCall[message.From] = to;
            yield return $"{from}->>+{to}: {text}";
        }
        else if (letter.Kind == "SyscallReturn" && _inCall.Remove(message.To, out string? entered))
        {
            // A task may come back from its call on another CPU than it went in.
            yield return $"{from}-->>{(entered == from ? "-" : "")}{to}: {text}";
            if (entered != from)
            {
                yield return $"deactivate {entered}";
            }
        }
        else
        {
            yield return $"{from}-){to}: {text}";
        }
    }

    private static string Words(TraceStep step)
    {
        string who = step.Context is TraceContext.HardIrq or TraceContext.SoftIrq ? $"{step.AgentName}: " : "";
        string place = step.Place.Length == 0 ? "" : $"{step.Place} ";
        return $"{step.Number} {who}{place}{StepWords.Text(step)}{(step.Fault.Length == 0 ? "" : $" ({step.Fault})")}";
    }
}
