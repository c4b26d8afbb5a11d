using System.Text.Json;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A schedule with which another engine found a catalogued bug, kept so that it can be replayed where that engine is not:
/// Smp's token, and beside it the engine's own account. Version 1 of the format.
/// </summary>
/// <param name="Bug">The bug.</param>
/// <param name="Finding">The finding's identity.</param>
/// <param name="Token">The schedule.</param>
/// <param name="Engine">The engine, by name.</param>
/// <param name="EngineVersion">Its version.</param>
/// <param name="Host">Where the actors lived.</param>
/// <param name="HostVersion">The version of the library behind that; null for the built-in host.</param>
/// <param name="Strategy">The engine's strategy.</param>
/// <param name="Seed">Where its random numbers started.</param>
/// <param name="Iteration">In which iteration it was found, from 1.</param>
/// <param name="Trace">The engine's own trace, as JSON.</param>
public sealed record RecordedSchedule(
    string Bug,
    string Finding,
    Token Token,
    string Engine,
    string EngineVersion,
    string Host,
    string? HostVersion,
    string Strategy,
    string Seed,
    long Iteration,
    string Trace)
{
    private const int Version = 1;

    /// <summary>What a hunt of another engine found; null if that is no catalogued bug or the engine keeps no trace.</summary>
    public static RecordedSchedule? Of(HuntResult result, FoundFinding finding)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(finding);
        return finding is { Bug: { } bug, EngineTrace: { } trace }
            ? new RecordedSchedule(
                bug, finding.Id, finding.First.Token, result.Engine, result.EngineVersion ?? "", result.Host, result.HostVersion, finding.Strategy, result.Seed, finding.FirstHit, trace)
            : null;
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static RecordedSchedule Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version)
            {
                throw new FormatException("a recorded schedule of another version");
            }

            return new RecordedSchedule(
                Text(root, "bug"),
                Text(root, "finding"),
                Token.TryParse(Text(root, "token"), out var token, out string? error) ? token : throw new FormatException(error),
                Text(root, "engine"),
                Text(root, "engine_version"),
                Text(root, "host"),
                root.GetProperty("host_version").GetString(),
                Text(root, "strategy"),
                Text(root, "seed"),
                root.GetProperty("iteration").GetInt64(),
                root.GetProperty("trace").GetRawText());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"no recorded schedule: {e.Message}", e);
        }
    }

    /// <summary>The record as one JSON object.</summary>
    public string ToJson()
    {
        return JsonText.Object(writer =>
        {
            writer.WriteNumber("version", Version);
            writer.WriteString("bug", Bug);
            writer.WriteString("finding", Finding);
            writer.WriteString("scenario", Token.Scenario);
            writer.WriteString("environment", Token.Environment);
            writer.WriteString("token", Token.ToString());
            writer.WriteString("engine", Engine);
            writer.WriteString("engine_version", EngineVersion);
            writer.WriteString("host", Host);
            writer.WriteString("host_version", HostVersion);
            writer.WriteString("strategy", Strategy);
            writer.WriteString("seed", Seed);
            writer.WriteNumber("iteration", Iteration);
            writer.WritePropertyName("trace");
            using (var trace = JsonDocument.Parse(Trace))
            {
                trace.RootElement.WriteTo(writer);
            }

        });
    }

    private static string Text(JsonElement root, string key) => root.GetProperty(key).GetString() ?? throw new FormatException($"{key} is null");
}
