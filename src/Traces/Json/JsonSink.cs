using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Smp.Traces;

/// <summary>Writes JSON to a text writer piece by piece, so that no more than a piece of it is ever held.</summary>
internal sealed class JsonSink : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly TextWriter _output;

    /// <summary>Writes to <paramref name="output"/>; indented, or each piece in a line.</summary>
    internal JsonSink(TextWriter output, bool indented = false)
    {
        _output = output;

        // For files and terminals, not for HTML: '<' and non-ASCII text stay as they are.
        Writer = new Utf8JsonWriter(
            _buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = indented, NewLine = "\n" });
    }

    /// <summary>Where to write JSON.</summary>
    internal Utf8JsonWriter Writer { get; }

    /// <summary>Passes on what was written so far; the JSON may go on after it.</summary>
    internal void Pass()
    {
        Writer.Flush();
        _output.Write(Encoding.UTF8.GetString(_buffer.WrittenSpan));
        _buffer.ResetWrittenCount();
    }

    /// <summary>Writes one whole object; what comes next begins anew.</summary>
    internal void Object(Action<Utf8JsonWriter> members)
    {
        Writer.WriteStartObject();
        members(Writer);
        Writer.WriteEndObject();
        Pass();
        Writer.Reset();
    }

    public void Dispose() => Writer.Dispose();
}
