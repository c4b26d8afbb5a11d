using System.Globalization;
using Smp.Diagnostics;
using Smp.Exploration;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>Reads values, the same way wherever they were given.</summary>
internal static class Values
{
    private const double LongestSeconds = 31_536_000;
    private const double ShortestSeconds = 0.001;
    private const int MostWorkers = 1024;
    private const long MostMegabytes = 1 << 20;

    private const int MostDepth = 1000;

    internal static long Positive(Given given)
    {
        if (long.TryParse(given.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number > 0)
        {
            return number;
        }

        throw given.Refused("is not a positive whole number");
    }

    internal static int Workers(Given given)
        => Positive(given) is <= MostWorkers and var number ? (int)number : throw given.Refused($"is more than {MostWorkers} workers");

    internal static long Megabytes(Given given)
        => Positive(given) is <= MostMegabytes and var number ? number << 20 : throw given.Refused($"is more than {MostMegabytes} MB");

    internal static int Steps(Given given)
        => Positive(given) is <= int.MaxValue and var number ? (int)number : throw given.Refused("is too large");

    /// <summary>A bound on switches: <c>switches=2</c>.</summary>
    internal static int Switches(Given given)
    {
        const string Key = "switches=";
        return given.Text.StartsWith(Key, StringComparison.Ordinal)
            && int.TryParse(given.Text.AsSpan(Key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < int.MaxValue
            ? number
            : throw given.Refused("is no bound; it is written switches=N, with a whole number from 0");
    }

    internal static int Depth(Given given)
        => Positive(given) is <= MostDepth and var number ? (int)number : throw given.Refused($"is more than {MostDepth}");

    internal static ulong Seed(Given given)
        => ulong.TryParse(given.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : throw given.Refused($"is not a whole number from 0 to {ulong.MaxValue}");

    internal static TimeSpan Seconds(Given given)
    {
        if (!double.TryParse(given.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            || !(seconds is >= ShortestSeconds and <= LongestSeconds))
        {
            throw given.Refused(string.Create(
                CultureInfo.InvariantCulture, $"is not a number of seconds from {ShortestSeconds} to {LongestSeconds:0} (a year)"));
        }

        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>What watches that steps end; 0 for one that never minds.</summary>
    internal static TimeSpan Watchdog(Given given) => given.Text == "0" ? TimeSpan.Zero : Seconds(given);

    internal static bool Flag(Given given) => given.Text.ToUpperInvariant() switch
    {
        "1" or "TRUE" or "YES" or "ON" => true,
        "0" or "FALSE" or "NO" or "OFF" => false,
        _ => throw given.Refused("is neither 1 nor 0"),
    };

    internal static string Strategy(Given given)
        => OneOf(given, "strategy", [.. HuntOptions.Strategies]);

    internal static string Granularity(Given given)
        => OneOf(given, "granularity", ScenarioSubject.Source, ScenarioSubject.Compiled);

    /// <summary>A bug that findings can be recognised as.</summary>
    internal static string Bug(Given given)
    {
        var known = BugSignatures.All.Select(signature => signature.Bug).Distinct().ToList();
        return known.Contains(given.Text) ? given.Text
            : throw given.Refused($"is no catalogued bug{(Nearest.Suggest(given.Text, known) is { Length: > 0 } suggestion ? suggestion : $"; there are {string.Join(", ", known)}")}");
    }

    internal static string OneOf(Given given, string what, params string[] names)
        => names.Contains(given.Text) ? given.Text : throw given.Refused($"is no {what}; there {Are(names)}");

    /// <summary>The parts of a list separated by commas.</summary>
    internal static IEnumerable<Given> Split(Given given)
        => given.Text
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .DefaultIfEmpty("")
            .Select(part => given with { Text = part });

    private static string Are(string[] names)
        => (names.Length == 1 ? "is " : "are ") + string.Join(names.Length == 2 ? " and " : ", ", names);
}
