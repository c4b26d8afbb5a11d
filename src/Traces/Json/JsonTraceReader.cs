using System.Text.Json;
using Smp.Machine;

namespace Smp.Traces;

/// <summary>Reads what <see cref="JsonExporter"/> wrote. Keys and kinds of lines it does not know are passed over.</summary>
public static class JsonTraceReader
{
    /// <summary>The whole trace.</summary>
    /// <exception cref="TraceFormatException">It is not a trace, or one of another version.</exception>
    public static Trace Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var header = ReadHeader(text);
        var lines = new List<TraceLine>();
        var beside = new List<TraceLine>();
        var sources = new List<TraceSource>();
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            if (++number > 1 && line.Trim().Length != 0)
            {
                Parse(line, number, e => Take(e, lines, beside, sources));
            }
        }

        return new Trace(header, lines) { Beside = beside, Sources = sources };
    }

    private static bool Take(JsonElement e, List<TraceLine> lines, List<TraceLine> beside, List<TraceSource> sources)
    {
        switch (Text(e, "line"))
        {
            case "source":
                sources.Add(new TraceSource(Text(e, "file"), [.. e.GetProperty("text").EnumerateArray().Select(line => line.GetString() ?? "")]));
                return true;
            case "beside" when Line(e.GetProperty("of")) is { } other:
                beside.Add(other);
                return true;
            default:
                if (Line(e) is { } own)
                {
                    lines.Add(own);
                }

                return true;
        }
    }

    /// <summary>The first line alone: enough for a replay, which needs the token in it.</summary>
    /// <exception cref="TraceFormatException">It is not the header of a trace, or of one of another version.</exception>
    public static TraceHeader ReadHeader(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int end = text.IndexOf('\n');
        return Parse(end < 0 ? text : text[..end], 1, Header);
    }

    private static T Parse<T>(string line, int number, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new TraceFormatException("it is not a JSON object");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new TraceFormatException($"line {number} is not part of a trace of Smp", e);
        }
        catch (TraceFormatException e)
        {
            throw new TraceFormatException($"line {number} is not part of a trace of Smp: {e.Message}", e);
        }
    }

    private static TraceHeader Header(JsonElement e)
    {
        if (!e.TryGetProperty("line", out var line) || line.GetString() != "header")
        {
            throw new TraceFormatException("it is not a header");
        }

        int version = Int(e, "version");
        if (version != TraceHeader.CurrentVersion)
        {
            throw new TraceFormatException($"it has format version {version}, this is {TraceHeader.CurrentVersion}");
        }

        return new TraceHeader(
            Text(e, "scenario"),
            Text(e, "environment"),
            Text(e, "granularity"),
            Text(e, "strategy"),
            Text(e, "seed"),
            Text(e, "build"),
            Text(e, "token"))
        {
            Version = version,
            Engine = Text(e, "engine"),
            Host = Text(e, "host"),
            Cpus = Int(e, "cpus"),
            Outcome = Text(e, "outcome"),
            Finding = e.GetProperty("finding") is { ValueKind: JsonValueKind.Object } finding ? Finding(finding) : null,
            Contrast = e.TryGetProperty("contrast", out var other)
                ? new TraceContrast(Int(other, "step"), Text(other, "text"), Text(other, "token"), Bool(other, "passes"))
                : null,
            Memory = [.. Items(e, "memory").Select(Word)],
            Agents = [.. e.GetProperty("agents").EnumerateArray().Select(Agent)],
        };
    }

    private static TraceFinding Finding(JsonElement e)
        => new(
            Text(e, "id"),
            Text(e, "kind"),
            e.GetProperty("bug").GetString(),
            Text(e, "title"),
            Text(e, "explanation"),
            Text(e, "detector"),
            Text(e, "subject"),
            Text(e, "message"),
            Int(e, "agent"))
        {
            Involved = [.. e.GetProperty("involved").EnumerateArray().Select(a => new InvolvedAccess(Text(a, "function"), Text(a, "object")))],
            Fault = e.GetProperty("fault") is { ValueKind: JsonValueKind.Object } fault ? Fault(fault) : null,
            Module = e.TryGetProperty("module", out var module)
                ? new TraceModule(Text(module, "name"), Text(module, "address"), Int(module, "size"), module.GetProperty("references").GetInt64())
                : null,
            Race = e.TryGetProperty("race", out var race)
                ? new TraceRace(Text(race, "address"), Int(race, "size"), Int(race, "earlier"), Int(race, "later"))
                : null,
        };

    private static TraceFault Fault(JsonElement e)
        => new(
            JsonNames.Parse<FaultKind>(Text(e, "kind")),
            Bool(e, "write"),
            Text(e, "address"),
            Int(e, "size"),
            Text(e, "region"),
            JsonNames.Parse<RegionKind>(Text(e, "region_kind")),
            Text(e, "owner"),
            Text(e, "region_start"),
            Int(e, "region_size"),
            Int(e, "offset"));

    private static TraceAgent Agent(JsonElement e)
        => new(
            Int(e, "id"),
            Text(e, "name"),
            JsonNames.Parse<AgentKind>(Text(e, "kind")),
            Bool(e, "daemon"),
            Text(e, "blocked"),
            Text(e, "file"),
            Int(e, "line"),
            Text(e, "function"));

    private static TraceWord Word(JsonElement e)
        => new(Text(e, "name"), JsonNames.Parse<RegionKind>(Text(e, "kind")), Text(e, "owner"), e.GetProperty("value").GetInt64(), TextIfAny(e, "pointee"))
        {
            IsBytes = e.TryGetProperty("bytes", out var bytes) && bytes.GetBoolean(),
        };

    private static TraceLine? Line(JsonElement e) => Text(e, "line") switch
    {
        "step" => Step(e),
        "message" => new TraceMessage(Int(e, "step"), Text(e, "from"), Text(e, "to"), Text(e, "text")),
        "log" => new TraceLog(Int(e, "step"), Int(e, "cpu"), Text(e, "agent_name"), Int(e, "level"), Text(e, "text"))
        {
            EndsLine = !e.TryGetProperty("ends_line", out var ends) || ends.GetBoolean(),
            HasLevel = !e.TryGetProperty("has_level", out var has) || has.GetBoolean(),
        },
        _ => null,
    };

    private static TraceStep Step(JsonElement e)
        => new(
            Int(e, "step"),
            Int(e, "cpu"),
            JsonNames.Parse<TraceContext>(Text(e, "context")),
            Int(e, "depth"),
            Int(e, "agent"),
            Text(e, "agent_name"),
            Text(e, "actor"),
            JsonNames.Parse<CodeKind>(Text(e, "code")),
            JsonNames.Parse<Operation>(Text(e, "operation")),
            Text(e, "object"),
            e.GetProperty("value").GetInt64())
        {
            Returned = e.GetProperty("returned") is { ValueKind: JsonValueKind.Number } returned ? returned.GetInt64() : null,
            Pointee = TextIfAny(e, "pointee"),
            Argument = e.GetProperty("argument").GetInt64(),
            File = Text(e, "file"),
            Line = Int(e, "source_line"),
            Function = Text(e, "function"),
            Module = Text(e, "module"),
            KernelFunction = Text(e, "kernel_function"),
            Text = Text(e, "text"),
            Fault = Text(e, "fault"),
            IsSwitch = Bool(e, "switch"),
            Enabled = Int(e, "enabled"),
            IsMarked = Bool(e, "marked"),
            Runnable = [.. Items(e, "runnable").Select(item => item.GetInt32())],
            Clock = [.. Items(e, "clock").Select(item => item.GetInt32())],
            Changes = [.. Items(e, "changes").Select(item => new TraceChange(Int(item, "word"), item.GetProperty("value").GetInt64(), TextIfAny(item, "pointee")))],
            Note = TextIfAny(e, "note"),
        };

    // Keys that came after the first traces were written: one without them is read as well.
    private static IEnumerable<JsonElement> Items(JsonElement e, string key) => e.TryGetProperty(key, out var items) ? items.EnumerateArray() : [];

    private static string TextIfAny(JsonElement e, string key) => e.TryGetProperty(key, out var text) ? text.GetString() ?? "" : "";

    private static string Text(JsonElement e, string key) => e.GetProperty(key).GetString() ?? "";

    private static int Int(JsonElement e, string key) => e.GetProperty(key).GetInt32();

    private static bool Bool(JsonElement e, string key) => e.GetProperty(key).GetBoolean();
}
