using System.CommandLine;

namespace Smp.Cli;

/// <summary>
/// Where a setting comes from: the command line, before a variable <c>SMP_…</c>, before the configuration. A variable
/// that is empty is not set.
/// </summary>
internal sealed class Sources(ParseResult command, Func<string, string?> variable, ExploreConfig? config = null)
{
    /// <summary>A single value; null if it was not given.</summary>
    internal Given? One(Option<string?> option, string? key = null)
        => command.GetValue(option) is { } text ? new Given(text, option.Name)
            : Variable(option) ?? (key is null ? null : config?.One(key));

    /// <summary>A value, read; or what it is without being given.</summary>
    internal T Read<T>(Option<string?> option, Func<Given, T> read, T otherwise, string? key = null)
        => One(option, key) is { } given ? read(given) : otherwise;

    /// <summary>A list whose parts stand apart or with commas between them.</summary>
    internal IReadOnlyList<Given> Many(Option<string[]> option, string? key = null)
    {
        if (command.GetValue(option) is { Length: > 0 } texts)
        {
            return [.. texts.Select(text => new Given(text, option.Name))];
        }

        return Variable(option) is { } given ? [given] : key is null ? [] : config?.All(key) ?? [];
    }

    /// <summary>A flag.</summary>
    internal bool Flag(Option<bool> option)
        => command.GetValue(option) || (Variable(option) is { } given && Values.Flag(given));

    /// <summary><c>--keep-going</c> is <c>SMP_KEEP_GOING</c>.</summary>
    internal static string VariableOf(Option option)
        => "SMP_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private Given? Variable(Option option)
        => variable(VariableOf(option)) is { Length: > 0 } text ? new Given(text, VariableOf(option)) : null;
}
