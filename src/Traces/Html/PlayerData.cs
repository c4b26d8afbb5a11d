using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Smp.Traces;

/// <summary>
/// The trace as the player reads it: JSON with short keys, every text once, and nothing where nothing is to say. It can
/// stand in a page: no '&lt;' is in it.
/// </summary>
internal sealed class PlayerData
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _writer;
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly TextWriter _output;
    private IReadOnlyList<TraceWord> _words = [];

    private PlayerData(TextWriter output)
    {
        _output = output;
        _writer = new Utf8JsonWriter(_buffer);
    }

    internal static void Write(Trace trace, TextWriter output)
    {
        var data = new PlayerData(output);
        using (data._writer)
        {
            data.Write(trace);
        }
    }

    // What is written so far goes on its way: a long trace is not in memory twice.
    private void Pass()
    {
        _writer.Flush();
        _output.Write(Encoding.UTF8.GetString(_buffer.WrittenSpan));
        _buffer.ResetWrittenCount();
    }

    private void Write(Trace trace)
    {
        var header = trace.Header;
        _writer.WriteStartObject();
        _writer.WriteString("scenario", header.Scenario);
        _writer.WriteString("environment", header.Environment);
        _writer.WriteString("granularity", header.Granularity);
        _writer.WriteString("build", header.Build);
        _writer.WriteString("token", header.Token);
        _writer.WriteNumber("cpus", header.Cpus);
        _writer.WriteString("outcome", header.Outcome);
        _writer.WriteString("title", Conclusion.Title(trace));
        _writer.WriteString("cause", header.Finding is { } finding ? Conclusion.Explanation(finding) : "");
        if (header.Finding is not null)
        {
            _writer.WriteBoolean("found", true);
        }

        if (header.Contrast is { } contrast)
        {
            _writer.WriteStartObject("contrast");
            _writer.WriteNumber("step", contrast.Step);
            _writer.WriteString("text", contrast.Text);
            _writer.WriteString("token", contrast.Token);
            _writer.WriteBoolean("passes", contrast.Passes);
            _writer.WriteString("environment", contrast.Environment);
            _writer.WriteEndObject();
        }

        WriteAgents(header);
        WriteWords(header);
        WriteLines("lines", trace.Lines);
        WriteLines("beside", trace.Beside);
        WriteSources(trace);
        _writer.WriteStartArray("texts");
        foreach (string text in _texts.Keys)
        {
            _writer.WriteStringValue(text);
        }

        _writer.WriteEndArray();
        _writer.WriteEndObject();
        Pass();
    }

    private void WriteAgents(TraceHeader header)
    {
        _writer.WriteStartArray("agents");
        foreach (var agent in header.Agents)
        {
            _writer.WriteStartObject();
            _writer.WriteString("name", agent.Name);
            _writer.WriteString("kind", JsonNames.Of(agent.Kind));
            if (agent.IsStuck && !agent.IsDaemon)
            {
                _writer.WriteBoolean("stuck", true);
            }

            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
    }

    private void WriteWords(TraceHeader header)
    {
        _writer.WriteStartArray("words");
        foreach (var word in header.Memory)
        {
            _writer.WriteStartObject();
            _writer.WriteString("name", word.Name);
            _writer.WriteString("kind", JsonNames.Of(word.Kind));
            if (word.Owner.Length != 0)
            {
                _writer.WriteString("owner", word.Owner);
            }

            _writer.WriteString("value", Value(word.Value, word.Pointee, word.IsBytes));
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
        _words = header.Memory;
    }

    private void WriteLines(string key, IEnumerable<TraceLine> lines)
    {
        _writer.WriteStartArray(key);
        foreach (var line in lines)
        {
            _writer.WriteStartObject();
            switch (line)
            {
                case TraceStep step:
                    WriteStep(step);
                    break;
                case TraceMessage message:
                    _writer.WriteNumber("from", Text(message.From));
                    _writer.WriteNumber("to", Text(message.To));
                    _writer.WriteNumber("t", Text(Printable.Of(message.Text)));
                    break;
                case TraceLog log:
                    _writer.WriteNumber("log", Text(Printable.Of(log.Text)));
                    _writer.WriteNumber("c", log.Cpu);
                    break;
            }

            _writer.WriteEndObject();
            Pass();
        }

        _writer.WriteEndArray();
    }

    private void WriteStep(TraceStep step)
    {
        _writer.WriteNumber("n", step.Number);
        _writer.WriteNumber("c", step.Context is TraceContext.Source or TraceContext.Clock ? -1 : step.Cpu);
        _writer.WriteNumber("a", step.Agent);
        _writer.WriteNumber("t", Text(StepWords.Text(step)));
        _writer.WriteNumber("o", Text(JsonNames.Of(step.Operation)));
        _writer.WriteNumber("k", Text(JsonNames.Of(step.Code)));
        if (step.Context != TraceContext.Task)
        {
            _writer.WriteNumber("x", Text(JsonNames.Of(step.Context)));
            _writer.WriteNumber("d", Math.Max(1, step.Depth));
        }

        if (step.File.Length != 0)
        {
            _writer.WriteNumber("f", Text(step.File));
            _writer.WriteNumber("l", step.Line);
        }

        Flag("s", step.IsSwitch);
        Flag("m", step.IsMarked);
        Flag("e", step.Fault.Length != 0);
        if (step.Note.Length != 0)
        {
            _writer.WriteNumber("y", Text(step.Note));
        }

        if (step.Runnable.Count > 1)
        {
            _writer.WriteStartArray("r");
            foreach (int agent in step.Runnable)
            {
                _writer.WriteNumberValue(agent);
            }

            _writer.WriteEndArray();
        }

        if (step.Changes.Count != 0)
        {
            WriteChanges(step.Changes);
        }
    }

    private void WriteChanges(ValueList<TraceChange> changes)
    {
        _writer.WriteStartArray("h");
        foreach (var change in changes)
        {
            bool isBytes = change.Word < _words.Count && _words[change.Word].IsBytes;
            _writer.WriteNumberValue(change.Word);
            _writer.WriteNumberValue(Text(Value(change.Value, change.Pointee, isBytes)));
        }

        _writer.WriteEndArray();
    }

    private void Flag(string key, bool value)
    {
        if (value)
        {
            _writer.WriteNumber(key, 1);
        }
    }

    private void WriteSources(Trace trace)
    {
        _writer.WriteStartArray("sources");
        foreach (var source in trace.Sources)
        {
            _writer.WriteStartObject();
            _writer.WriteString("file", source.File);
            _writer.WriteStartArray("lines");
            foreach (string line in source.Lines)
            {
                _writer.WriteStringValue(line);
            }

            _writer.WriteEndArray();
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
    }

    private static string Value(long value, string pointee, bool isBytes)
        => pointee.Length != 0 ? pointee
            : isBytes && Characters(value) is { Length: > 0 } text ? $"\"{Printable.Of(text)}\""
            : value.ToString(CultureInfo.InvariantCulture);

    // Up to eight characters of a text; empty if the word is none.
    private static string Characters(long value)
    {
        var bytes = BitConverter.GetBytes(value).AsSpan().TrimEnd((byte)0);
        bool isText = bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~') is var at && (at < 0 || bytes[at] is (byte)'\n' or (byte)'\t');
        return isText ? Encoding.ASCII.GetString(bytes) : "";
    }

    private int Text(string text)
    {
        if (!_texts.TryGetValue(text, out int number))
        {
            number = _texts.Count;
            _texts.Add(text, number);
        }

        return number;
    }
}
