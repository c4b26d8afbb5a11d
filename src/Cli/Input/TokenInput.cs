using System.Text;
using Smp.Exploration;
using Smp.Machine;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>What <c>smp replay</c> is given: a token, or a file with a trace or a recorded schedule that has one in it.</summary>
/// <param name="Token">The token.</param>
/// <param name="Trace">The trace of the file; null for a bare token.</param>
internal sealed record TokenInput(Token Token, Trace? Trace)
{
    private const long LongestFile = 256L << 20;

    /// <exception cref="UsageException">It is neither.</exception>
    internal static TokenInput Of(string argument)
    {
        if (Token.TryParse(argument, out var token, out string? error))
        {
            return new TokenInput(token, null);
        }

        if (File.Exists(argument))
        {
            return OfText(argument, Read(argument));
        }

        bool isPath = argument.AsSpan().ContainsAny('/', '\\') || Path.GetExtension(argument).Length > 1;
        throw new UsageException(
            Directory.Exists(argument) ? $"{argument} is a directory, not a trace"
            : isPath ? $"{Given.Printed(argument)}: no such file"
            : error);
    }

    /// <summary>What a file contains: a trace, or a token alone.</summary>
    private static TokenInput OfText(string path, string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return Token.TryParse(text, out var bare, out string? error)
                ? new TokenInput(bare, null)
                : throw new UsageException($"{path}: {error}");
        }

        if (IsRecord(text))
        {
            try
            {
                return new TokenInput(RecordedSchedule.Parse(text).Token, null);
            }
            catch (FormatException e)
            {
                throw new UsageException($"{path}: {e.Message}");
            }
        }

        try
        {
            var trace = JsonTraceReader.Read(text);
            return Token.TryParse(trace.Header.Token, out var token, out string? error)
                ? new TokenInput(token, trace)
                : throw new UsageException($"{path}: {error}");
        }
        catch (TraceFormatException e)
        {
            bool isResults = text.Contains("\"results\"", StringComparison.Ordinal);
            throw new UsageException($"{path}: {(isResults ? "these are results, not a trace: replay the token of a finding" : e.Message)}");
        }
    }

    private static bool IsRecord(string text)
        => text.Contains("\"engine_version\"", StringComparison.Ordinal) && text.Contains("\"iteration\"", StringComparison.Ordinal);

    private static string Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= LongestFile
                ? File.ReadAllText(path, Encoding.UTF8)
                : throw new UsageException($"{path}: too long for a trace");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
