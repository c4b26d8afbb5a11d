using System.Globalization;
using Smp.Exploration;

namespace Smp.Cli;

/// <summary>Something that was promised about speed, and what was measured.</summary>
/// <param name="Text">What was promised.</param>
/// <param name="Reached">What was measured, in words.</param>
/// <param name="Value">The same as a number.</param>
/// <param name="IsMet">Whether that is enough.</param>
internal sealed record BenchGoal(string Text, string Reached, double Value, bool IsMet)
{
    private const double Million = 1e6;

    /// <summary>The goals that the rows say something about.</summary>
    internal static IEnumerable<BenchGoal> Of(IReadOnlyList<BenchRow> rows)
    {
        if (Find(rows, "lost-update") is { } lost)
        {
            yield return AtLeast("lost update: 1 M schedules/s a worker", lost.Schedules(BenchMode.Bare).Median, 1 * Million, "schedules/s");
        }

        if (Find(rows, "long-4x250") is { } longest)
        {
            yield return AtLeast("long runs, detectors off: 10 M steps/s", longest.Steps(BenchMode.Bare).Median, 10 * Million, "steps/s");
            yield return AtLeast("long runs, all detectors: 3.4 M steps/s", longest.Steps(BenchMode.Races).Median, 3.4 * Million, "steps/s");
        }

        foreach (string kind in new[] { "plain", "atomic", "lock" })
        {
            if (Find(rows, BenchProgram.Threads(kind, 2)) is { } few && Find(rows, BenchProgram.Threads(kind, 100)) is { } many)
            {
                double times = few.Steps(BenchMode.Bare).Median / many.Steps(BenchMode.Bare).Median;
                yield return new($"a step among 100 threads ({kind}): at most 2 x one of 2", Times(times), times, times <= 2);
            }
        }

        var two = rows.Where(row => row.Strategy == HuntOptions.Random && row.Has(BenchMode.Two)).Select(row => row.Factor.Median).ToList();
        if (two.Count > 0)
        {
            double factor = Spread.Of(two).Median;
            string range = two.Count == 1 ? "" : $" ({Times(two.Min())} to {Times(two.Max())})";
            yield return new("two workers, random: 1.8 x one", Times(factor) + range, factor, factor >= 1.8);
        }
    }

    private static BenchRow? Find(IReadOnlyList<BenchRow> rows, string program)
        => rows.FirstOrDefault(row => row is { Strategy: HuntOptions.Random, Engine: HuntResult.BuiltInEngine, Host: Machine.ISubject.BuiltInHost } && row.Program == program);

    private static BenchGoal AtLeast(string text, double value, double goal, string unit)
        => new(text, $"{Numbers.Short(value)} {unit}", value, value >= goal);

    private static string Times(double factor) => string.Create(CultureInfo.InvariantCulture, $"{factor:0.00} x");
}
