using System.Globalization;
using Smp.Exploration;

namespace Smp.Cli;

/// <summary>Odds in words.</summary>
internal static class OddsText
{
    private const long StressRuns = 10_000;
    private const double Often = 0.02;
    private const double Hardly = 1e-6;

    /// <summary><c>a scheduler that picks at random fails 1 run in 4,812; 10,000 such runs miss it with 12.5 % (over 1,204 states)</c>.</summary>
    internal static string Of(FailureOdds odds)
    {
        if (odds.Probability is not { } probability)
        {
            return $"not known: {odds.Unknown}";
        }

        if (probability == 0)
        {
            return "no run fails, whatever picks: nothing is left to try";
        }

        string basis = $"(exact, over {Numbers.Count(odds.States, "state")})";
        if (probability == 1)
        {
            return $"every run fails, whatever picks {basis}";
        }

        double missed = odds.MissedBy(StressRuns)!.Value;
        string how = probability >= Often ? $"fails {Percent(probability)} of its runs" : $"fails 1 run in {OneIn(odds.Runs!.Value)}";
        string many = missed < Hardly ? "" : $"; {Numbers.Grouped(StressRuns)} such runs miss it with {Percent(missed)}";
        return $"a scheduler that picks at random {how}{many} {basis}";
    }

    // Beyond what a long holds nobody reads digits.
    private static string OneIn(double runs)
        => runs < 1e15 ? Numbers.Grouped((long)Math.Round(runs)) : runs.ToString("0.0e+0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(share * 100, share >= 0.9995 ? 4 : share < 0.001 ? 6 : 1):0.######} %");
}
