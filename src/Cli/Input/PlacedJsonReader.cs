using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Smp.Cli;

/// <summary>Reads JSON whose every mistake is reported with file, line and column, both from 1.</summary>
/// <param name="path">The file's name, for errors.</param>
/// <param name="bytes">What is in it.</param>
internal sealed class PlacedJsonReader(string path, ReadOnlyMemory<byte> bytes)
{
    private JsonReaderState _state;
    private int _at;
    private int _start;
    private string _text = "";

    /// <summary>An object with keys from among <paramref name="keys"/>, each at most once.</summary>
    internal void Object(string what, string[] keys, Action<string> value)
    {
        if (Next() != JsonTokenType.StartObject)
        {
            throw Expected(what, "an object");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = _text;
            if (!keys.Contains(key))
            {
                throw Wrong($"unknown key '{Given.Printed(key)}'; there are {string.Join(", ", keys)}");
            }

            if (!seen.Add(key))
            {
                throw Wrong($"the key '{key}' is there twice");
            }

            value(key);
        }
    }

    /// <summary>A list of strings.</summary>
    internal void Strings(string key, Action<Given> add)
    {
        if (Next() != JsonTokenType.StartArray)
        {
            throw Expected(key, "a list of strings");
        }

        for (var type = Next(); type != JsonTokenType.EndArray; type = Next())
        {
            add(type == JsonTokenType.String ? Here(key) : throw Expected(key, "a list of strings"));
        }
    }

    /// <summary>A string or a number.</summary>
    internal Given Scalar(string key, JsonTokenType type)
        => Next() == type ? Here(key) : throw Expected(key, type == JsonTokenType.String ? "a string" : "a number");

    /// <summary>Nothing may follow.</summary>
    internal void End()
    {
        if (!bytes.Span[_at..].TrimStart(" \t\r\n"u8).IsEmpty)
        {
            Next();
        }
    }

    private Given Here(string key) => new(_text, $"{Place(_start)}: {key}");

    private JsonTokenType Next()
    {
        try
        {
            var reader = new Utf8JsonReader(bytes.Span[_at..], isFinalBlock: true, _state);
            if (!reader.Read())
            {
                throw new UsageException($"{Place(bytes.Length)}: this is not JSON: it ends too early");
            }

            _start = _at + (int)reader.TokenStartIndex;
            _at += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            _text = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                ? reader.GetString()!
                : Encoding.UTF8.GetString(reader.ValueSpan);
            return reader.TokenType;
        }
        catch (JsonException e)
        {
            // What the exception says of its place is behind its message, counted from 0.
            string why = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{path}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: this is not JSON: {why.ReplaceLineEndings(" ")}"));
        }
        catch (InvalidOperationException)
        {
            throw new UsageException($"{Place(_start)}: this is not JSON: the text is not UTF-8");
        }
    }

    private UsageException Expected(string what, string expected) => Wrong($"{what} must be {expected}");

    private UsageException Wrong(string what) => new($"{Place(_start)}: {what}");

    private string Place(int offset)
    {
        var before = bytes.Span[..offset];
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{path}:{line}:{column}");
    }
}
