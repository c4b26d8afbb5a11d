using System.Globalization;

namespace Smp.Cli;

/// <summary>Numbers for people.</summary>
internal static class Numbers
{
    internal static string Plain(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>1,289</c>.</summary>
    internal static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 schedule</c>, <c>2 schedules</c>.</summary>
    internal static string Count(long number, string what) => $"{Grouped(number)} {what}{(number == 1 ? "" : "s")}";

    /// <summary><c>950</c>, <c>12.3 k</c>, <c>1.23 M</c>.</summary>
    internal static string Short(double number) => number switch
    {
        >= 999_950_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e9:0.00} G"),
        >= 999_950 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:0.00} M"),
        >= 9_995 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e3:0.0} k"),
        _ => number.ToString("0", CultureInfo.InvariantCulture),
    };

    /// <summary><c>22 ms</c>, <c>1.3 s</c>, <c>4 min</c>.</summary>
    internal static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0.9995 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 9.95 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
        { TotalSeconds: < 99.5 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalMinutes: < 99.5 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
    };
}
