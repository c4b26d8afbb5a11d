using System.Globalization;
using Smp.Exploration;

namespace Smp.Cli;

/// <summary>Something that was promised about speed, and what was measured.</summary>
/// <remarks>
/// On a machine that others use as well, rates by the clock say how much of it was left. There a goal is judged by the time
/// that processors gave, and that is said.
/// </remarks>
/// <param name="Text">What was promised.</param>
/// <param name="Reached">What was measured, in words.</param>
/// <param name="Value">The same as a number.</param>
/// <param name="IsMet">Whether that is enough.</param>
internal sealed record BenchGoal(string Text, string Reached, double Value, bool IsMet)
{
    private const double Million = 1e6;
    private const double EnoughOfOne = 0.95;
    private const double EnoughOfTwo = 2 * EnoughOfOne;

    /// <summary>The goals that the rows say something about.</summary>
    internal static IEnumerable<BenchGoal> Of(IReadOnlyList<BenchRow> rows)
    {
        if (Find(rows, "lost-update") is { } lost)
        {
            yield return AtLeast("lost update: 1 M schedules/s a worker", lost, BenchMode.Bare, lost.Schedules(BenchMode.Bare).Median, 1 * Million, "schedules/s");
        }

        if (Find(rows, "long-4x250") is { } longest)
        {
            yield return AtLeast("long runs, no detectors: 10 M steps/s", longest, BenchMode.Bare, longest.Steps(BenchMode.Bare).Median, 10 * Million, "steps/s");
            if (longest.Has(BenchMode.Races))
            {
                yield return AtLeast("long runs, all detectors: 3.4 M steps/s", longest, BenchMode.Races, longest.Steps(BenchMode.Races).Median, 3.4 * Million, "steps/s");
            }
        }

        foreach (string kind in new[] { "plain", "atomic", "lock" })
        {
            if (Find(rows, BenchProgram.Threads(kind, 2)) is { } few && Find(rows, BenchProgram.Threads(kind, 100)) is { } many)
            {
                double times = Whole(few, BenchMode.Bare, few.Steps(BenchMode.Bare).Median) / Whole(many, BenchMode.Bare, many.Steps(BenchMode.Bare).Median);
                yield return new($"a step among 100 threads, {kind}: at most 2 x one of 2", Times(times), times, times <= 2);
            }
        }

        if (OfTwoWorkers(rows) is { } two)
        {
            yield return two;
        }
    }

    /// <summary>How many processors the process had in a mode, over all programs of Smp's own.</summary>
    internal static double Processors(IReadOnlyList<BenchRow> rows, BenchMode mode)
        => Spread.Of(rows.Where(row => IsRandom(row) && row.Has(mode)).Select(row => row.Processors(mode).Median)).Median;

    /// <summary>Whether others used the machine while it measured.</summary>
    internal static bool WasBusy(IReadOnlyList<BenchRow> rows)
        => Processors(rows, BenchMode.Bare) is > 0 and < EnoughOfOne || Processors(rows, BenchMode.Two) is > 0 and < EnoughOfTwo;

    private static BenchGoal? OfTwoWorkers(IReadOnlyList<BenchRow> rows)
    {
        var both = rows.Where(row => IsRandom(row) && row.Has(BenchMode.Two)).ToList();
        if (both.Count == 0)
        {
            return null;
        }

        bool wasBusy = Processors(rows, BenchMode.Two) < EnoughOfTwo;
        var factors = both.Select(row => wasBusy ? row.FactorByProcessor.Median : row.Factor.Median).ToList();
        double factor = Spread.Of(factors).Median;
        string range = factors.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({factors.Min():0.00} to {factors.Max():0.00})");
        var apart = both.Where(row => row.Has(BenchMode.Apart)).Select(row => row.FactorApart.Median).ToList();
        string best = apart.Count == 0 ? "" : $"; apart {Times(Spread.Of(apart).Median)}";
        return new("two workers, random: 1.8 x one", Times(factor) + range + best, factor, factor >= 1.8);
    }

    private static bool IsRandom(BenchRow row)
        => row is { Strategy: HuntOptions.Random, Engine: HuntResult.BuiltInEngine, Host: Machine.ISubject.BuiltInHost };

    private static BenchRow? Find(IReadOnlyList<BenchRow> rows, string program) => rows.FirstOrDefault(row => IsRandom(row) && row.Program == program);

    private static BenchGoal AtLeast(string text, BenchRow row, BenchMode mode, double rate, double goal, string unit)
    {
        double whole = Whole(row, mode, rate);
        return new(text, $"{Numbers.Short(whole)} {unit}", whole, whole >= goal);
    }

    /// <summary>The rate of one worker that has a processor to itself.</summary>
    private static double Whole(BenchRow row, BenchMode mode, double rate)
        => row.Processors(mode).Median is > 0 and < EnoughOfOne and var share ? rate / share : rate;

    private static string Times(double factor) => string.Create(CultureInfo.InvariantCulture, $"{factor:0.00} x");
}
