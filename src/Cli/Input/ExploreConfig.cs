using System.Text;
using System.Text.Json;

namespace Smp.Cli;

/// <summary>
/// A configuration of <c>smp explore</c>: <c>{"version": 1, "scenarios": […], "environments": […], "engine": "smp",
/// "host": "smp", "strategy": "…", "depth": N, "iterations": N, "coyote": {"strategy": "…", "iterations": N}, "seed": N, "limits":
/// {"time": S, "steps": N}}</c>. Every key but the version may be left out; any other is refused. Strategy and iterations
/// of the engine <c>coyote</c> are those under its name, so that one file serves both engines; without them, where the file
/// says that its engine is <c>coyote</c>, those that stand outside.
/// </summary>
internal sealed class ExploreConfig
{
    private static readonly string[] s_keys =
    [
        "version", "scenarios", "environments", "engine", "host", "strategy", "depth", "iterations", "coyote", "seed", "limits",
    ];

    private static readonly string[] s_coyote = ["strategy", "iterations"];
    private static readonly string[] s_limits = ["time", "steps"];

    private readonly Dictionary<string, List<Given>> _values = [];

    private ExploreConfig()
    {
    }

    /// <summary>The values of a key; of a limit: <c>limits.time</c>.</summary>
    internal IReadOnlyList<Given> All(string key) => _values.GetValueOrDefault(key) ?? [];

    /// <summary>The value of a key.</summary>
    internal Given? One(string key) => _values.TryGetValue(key, out var values) ? values[0] : null;

    /// <exception cref="UsageException">It cannot be read, or is no configuration.</exception>
    internal static ExploreConfig Read(string path) => Parse(path, InputFile.Read(path, "--config"));

    /// <summary>What a file contains.</summary>
    internal static ExploreConfig Parse(string path, byte[] bytes)
    {
        var config = new ExploreConfig();
        var text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(3) : bytes;
        var reader = new PlacedJsonReader(path, text);
        reader.Object("the configuration", s_keys, key => config.Value(reader, key));
        reader.End();
        var version = config.One("version") ?? throw new UsageException($"{path}: the key \"version\" is missing");
        Values.OneOf(version, "version", "1");
        if (config.One("engine") is { } engine)
        {
            Values.OneOf(engine, "engine", Engines.Smp, Engines.Coyote);
        }

        if (config.One("host") is { } host)
        {
            Values.OneOf(host, "host", Engines.Smp, Engines.Akka);
        }

        return config;
    }

    private void Value(PlacedJsonReader reader, string key)
    {
        switch (key)
        {
            case "scenarios" or "environments":
                _values.Add(key, []);
                reader.Strings(key, _values[key].Add);
                break;
            case "limits":
                reader.Object(key, s_limits, limit => _values.Add($"limits.{limit}", [reader.Scalar(limit, JsonTokenType.Number)]));
                break;
            case "coyote":
                reader.Object(key, s_coyote, part => _values.Add(
                    $"coyote.{part}", [reader.Scalar(part, part == "strategy" ? JsonTokenType.String : JsonTokenType.Number)]));
                break;
            case "engine" or "host" or "strategy":
                _values.Add(key, [reader.Scalar(key, JsonTokenType.String)]);
                break;
            default:
                _values.Add(key, [reader.Scalar(key, JsonTokenType.Number)]);
                break;
        }
    }
}
