using System.Text.Json;

namespace Smp.Traces;

/// <summary>Writes single events of Chrome's trace-event format, one a line.</summary>
/// <remarks>Which fields each phase has: "Trace Event Format" of the Chromium project.</remarks>
internal sealed class ChromeEvents(JsonSink json, TextWriter output)
{
    private const int Machine = 1;

    private readonly HashSet<int> _tracks = [];
    private bool _any;

    /// <summary>Makes a track known by its name, once; tracks stand in the order of their numbers.</summary>
    internal void Track(int track, string name)
    {
        if (_tracks.Add(track))
        {
            Name("thread_name", track, name);
            Write("M", "thread_sort_index", "", track, 0, writer => Arguments(writer, w => w.WriteNumber("sort_index", track)));
        }
    }

    /// <summary>The name of the process or of a track.</summary>
    internal void Name(string what, int track, string name)
        => Write("M", what, "", track, 0, writer => Arguments(writer, w => w.WriteString("name", name)));

    /// <summary>A slice begins.</summary>
    internal void Begin(int track, long time, string name, string category) => Write("B", name, category, track, time);

    /// <summary>The slice that began last on a track ends.</summary>
    internal void End(int track, long time, string name, string category) => Write("E", name, category, track, time);

    /// <summary>A slice of known length.</summary>
    internal void Slice(int track, long time, int duration, string name, string category, Action<Utf8JsonWriter>? arguments = null)
        => Write("X", name, category, track, time, writer =>
        {
            writer.WriteNumber("dur", duration);
            Arguments(writer, arguments);
        });

    /// <summary>Something that takes no time, on its track or across all of them.</summary>
    internal void Instant(int track, long time, string name, string category, bool everywhere = false)
        => Write("I", name, category, track, time, writer => writer.WriteString("s", everywhere ? "g" : "t"));

    /// <summary>The value of a counter from now on.</summary>
    internal void Counter(long time, string name, long value)
        => Write("C", name, "counter", 0, time, writer => Arguments(writer, w => w.WriteNumber("value", value)));

    /// <summary>A span that belongs to no track begins (<c>b</c>) or ends (<c>e</c>).</summary>
    internal void Span(string phase, int track, long time, string name, string category, int id)
        => Write(phase, name, category, track, time, writer => writer.WriteString("id", $"0x{id:x}"));

    /// <summary>An arrow starts (<c>s</c>), passes (<c>t</c>) or finishes (<c>f</c>) in the slice at that time.</summary>
    internal void Flow(string phase, int track, long time, string name, string category, int id)
        => Write(phase, name, category, track, time, writer =>
        {
            writer.WriteNumber("id", id);
            if (phase == "f")
            {
                writer.WriteString("bp", "e");
            }
        });

    private static void Arguments(Utf8JsonWriter writer, Action<Utf8JsonWriter>? arguments)
    {
        if (arguments is not null)
        {
            writer.WriteStartObject("args");
            arguments(writer);
            writer.WriteEndObject();
        }
    }

    private void Write(string phase, string name, string category, int track, long time, Action<Utf8JsonWriter>? rest = null)
    {
        output.Write(_any ? ",\n" : "");
        _any = true;
        json.Object(writer =>
        {
            writer.WriteString("ph", phase);
            writer.WriteNumber("pid", Machine);
            if (track >= 0)
            {
                writer.WriteNumber("tid", track);
            }

            writer.WriteNumber("ts", time);
            writer.WriteString("name", name);
            if (category.Length != 0)
            {
                writer.WriteString("cat", category);
            }

            rest?.Invoke(writer);
        });
    }
}
