using System.Globalization;
using Smp.Machine;

namespace Smp.Traces;

/// <summary>Makes the canonical trace of a recorded run.</summary>
public static class TraceBuilder
{
    private const int DefaultLogLevel = 4;

    /// <summary>
    /// The trace of <paramref name="recording"/>. The outcome, the agents and the finding in <paramref name="header"/>
    /// are filled in here; <paramref name="report"/> is the explanation of what was found, null if nothing was.
    /// </summary>
    public static Trace Build(Recording recording, TraceHeader header, FindingReport? report)
    {
        ArgumentNullException.ThrowIfNull(recording);
        var trace = Pull(recording, recording.Events, header, report);
        return trace with { Lines = [.. trace.Lines] };
    }

    /// <summary>The same of a run whose events are not in its recording: each reading of the lines reads the events.</summary>
    public static Trace Pull(Recording recording, IEnumerable<Event> events, TraceHeader header, FindingReport? report)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(header);
        return new Trace(
            header with
            {
                Outcome = OutcomeName(recording.Outcome),
                Finding = report is null ? null : Finding(recording, report),
                Memory = new StepSurroundings(recording, report is not null).Memory,
                Agents = [.. recording.Agents.Select(agent => Agent(recording, agent))],
            },
            Lines(recording, events, report));
    }

    private static IEnumerable<TraceLine> Lines(Recording recording, IEnumerable<Event> events, FindingReport? report)
    {
        var code = new CodeMap(recording);
        var around = new StepSurroundings(recording, report is not null);
        var marked = new HashSet<int>(report?.MarkedSteps ?? []);
        var lastCpu = recording.Agents.Select(agent => agent.HomeCpu).ToArray();
        foreach (var e in events)
        {
            switch (e.Kind)
            {
                case EventKind.Message:
                    yield return new TraceMessage(e.Step, e.From, e.To, e.Text);
                    break;
                case EventKind.Log:
                    yield return Log(recording, e);
                    break;
                default:
                    // In the step in which it goes to sleep a task may have no CPU any more: it was on its last one.
                    lastCpu[e.Agent] = e.Cpu >= 0 ? e.Cpu : lastCpu[e.Agent];
                    yield return around.Complete(Step(recording, e, code.Next(e), Math.Max(lastCpu[e.Agent], -1), marked.Contains(e.Step)), e.State);
                    break;
            }
        }
    }

    private static TraceStep Step(Recording recording, in Event e, CodeMap.Place place, int cpu, bool marked)
    {
        var agent = recording.Agents[e.Agent];
        bool fault = e.Kind == EventKind.Fault;
        var (value, returned) = e.Operation == Operation.Atomic && !fault ? AtomicValue(e) : (e.Value, null);
        return new TraceStep(
            e.Step,
            cpu,
            ContextOf(agent.Kind),
            e.Depth,
            e.Agent,
            agent.Name,
            ActorOf(agent, cpu),
            place.Code,
            e.Operation,
            ObjectName(recording, e),
            value)
        {
            File = string.IsNullOrEmpty(place.Line.File) ? "" : place.Line.FileName,
            Line = place.Line.Line,
            Function = CNames.Of(place.Line.Function),
            Module = place.Module,
            KernelFunction = place.KernelFunction,
            Returned = returned,
            Pointee = e.Operation is Operation.Load or Operation.Store && !fault ? recording.PointeeOf(value) ?? "" : "",
            Argument = e.Argument,
            Text = fault ? "" : e.Operation == Operation.Trap ? Pointers(recording, e.Text) : e.Text,
            IsSwitch = e.IsSwitch,
            Enabled = e.Enabled,
            IsMarked = marked,
            Fault = fault ? Words(e.Text, ' ') : "",
        };
    }

    /// <summary>
    /// The machine's exchange and compare-and-exchange give the value from before; a trace shows the one after, and what
    /// was given beside it. The operation says which it is in its text: <c>cmpxchg 0->1</c>, <c>xchg 1</c>.
    /// </summary>
    private static (long Value, long? Returned) AtomicValue(in Event e)
    {
        if (e.Text.StartsWith("xchg ", StringComparison.Ordinal))
        {
            return (e.Argument, e.Value);
        }

        const string Compare = "cmpxchg ";
        int arrow = e.Text.IndexOf("->", StringComparison.Ordinal);
        return e.Text.StartsWith(Compare, StringComparison.Ordinal) && arrow > 0
            && long.TryParse(e.Text.AsSpan(Compare.Length, arrow - Compare.Length), out long expected)
            ? (e.Value == expected ? e.Argument : e.Value, e.Value)
            : (e.Value, null);
    }

    private static string ObjectName(Recording recording, in Event e)
        => !e.Object.IsNull || e.Operation is Operation.Load or Operation.Store or Operation.Atomic
            ? recording.NameOf(e.Object)
            : "";

    // open(0xc0001568, O_RDONLY): what the program itself calls that memory says more.
    private static string Pointers(Recording recording, string call)
    {
        const string Prefix = "0x";
        const int Digits = 8;
        const uint Base = 0xc0000000;
        int at = call.IndexOf(Prefix, StringComparison.Ordinal);
        if (at < 0 || call.Length < at + Prefix.Length + Digits
            || !uint.TryParse(call.AsSpan(at + Prefix.Length, Digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint value)
            || value < Base || recording.RegionOf(new Address((int)(value - Base))) is not { Kind: RegionKind.User } region
            || region.Start.Value != (int)(value - Base))
        {
            return call;
        }

        const string Path = "path /";
        string name = region.Name.StartsWith(Path, StringComparison.Ordinal) ? $"\"{region.Name[(Path.Length - 1)..]}\"" : region.Name;
        return $"{call[..at]}{name}{call[(at + Prefix.Length + Digits)..]}";
    }

    private static TraceLog Log(Recording recording, in Event e)
    {
        bool hasLevel = e.Text is ['<', >= '0' and <= '7', '>', ..];
        return new TraceLog(
            e.Step,
            e.Cpu,
            recording.Agents[e.Agent].Name,
            hasLevel ? e.Text[1] - '0' : DefaultLogLevel,
            (hasLevel ? e.Text[3..] : e.Text).TrimEnd('\n', '\r'))
        {
            EndsLine = e.Text.EndsWith('\n'),
            HasLevel = hasLevel,
        };
    }

    private static TraceAgent Agent(Recording recording, Agent agent)
    {
        var site = recording.StandsAt[agent.Id];
        bool known = !string.IsNullOrEmpty(site.File);
        var blocked = recording.Blocked[agent.Id];
        return new TraceAgent(
            agent.Id,
            agent.Name,
            agent.Kind,
            agent.IsDaemon,
            blocked == Blocked.No ? "" : Words(blocked.ToString().Replace(", ", "+", StringComparison.Ordinal), '-'),
            known ? site.FileName : "",
            site.Line,
            known ? CNames.Of(site.Function) : "");
    }

    private static TraceFinding Finding(Recording recording, FindingReport report)
        => new(
            report.Id,
            report.Finding.Kind,
            report.Bug,
            report.Title,
            report.Explanation,
            report.Finding.Detector,
            report.Finding.Subject,
            report.Finding.Message,
            report.Finding.Agent)
        {
            Involved = [.. report.Involved],
            Fault = report.Finding.Fault is { } fault ? Fault(recording, fault) : null,
            Module = report.Finding.Kind == "refcount-underflow" ? Module(recording, report.Finding) : null,
            Race = report.Finding is { Other: not null, Size: > 0 } && report.MarkedSteps is [var earlier, var later]
                ? new TraceRace(Hex(report.Finding.Object), report.Finding.Size, earlier, later)
                : null,
        };

    private static TraceFault Fault(Recording recording, Fault fault)
    {
        var region = recording.RegionOf(fault.Address) ?? Before(recording, fault);
        return new TraceFault(
            fault.Kind,
            fault.Operation is Operation.Store or Operation.CopyIn or Operation.Atomic,
            Hex(fault.Address),
            fault.Size,
            region?.Name ?? "",
            region?.Kind ?? RegionKind.Control,
            region?.Owner ?? "",
            region is null ? "" : Hex(region.Start),
            region?.Size ?? 0,
            region is null ? 0 : fault.Address - region.Start);
    }

    private static TraceModule? Module(Recording recording, Finding finding)
    {
        if (recording.RegionOf(finding.Object) is not { Owner.Length: > 0 } header)
        {
            return null;
        }

        var own = recording.Regions.Where(region => region.Owner == header.Owner).ToList();
        var text = own.Find(region => region.Kind == RegionKind.Text) ?? header;
        return new TraceModule(header.Owner, Hex(text.Start), own.Sum(region => region.Size), CountBelowZero(finding.Message));
    }

    // The complaint has it: "the reference count of sleep is -1".
    private static long CountBelowZero(string message)
    {
        int minus = message.IndexOf(" -", StringComparison.Ordinal);
        int end = minus < 0 ? -1 : message.IndexOf(':', minus);
        return end > 0 && long.TryParse(message.AsSpan(minus + 1, end - minus - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long count) ? count : -1;
    }

    private static Region? Before(Recording recording, Fault fault)
        => fault.Kind == FaultKind.OutOfBounds ? recording.Regions.LastOrDefault(r => r.Start.Value <= fault.Address.Value) : null;

    // The first page is nobody's: an address in it is a null pointer, or a field of a structure at one.
    private static string Hex(Address address)
        => address.Value is >= 0 and < 4096 ? $"{address.Value:x8}" : address.ToString();

    private static TraceContext ContextOf(AgentKind kind) => kind switch
    {
        AgentKind.Interrupt => TraceContext.HardIrq,
        AgentKind.SoftInterrupt => TraceContext.SoftIrq,
        AgentKind.Source => TraceContext.Source,
        AgentKind.Clock => TraceContext.Clock,
        _ => TraceContext.Task,
    };

    private static string ActorOf(Agent agent, int cpu) => agent.Kind switch
    {
        AgentKind.Source => $"source {agent.Name}",
        AgentKind.Clock => agent.Name,
        _ => cpu >= 0 ? $"cpu{cpu}" : agent.Name,
    };

    private static string OutcomeName(RunOutcome outcome) => Words(outcome.ToString(), '-');

    private static string Words(string name, char joint)
        => CNames.Of(name).Replace("+_", "+", StringComparison.Ordinal).Replace('_', joint);
}
