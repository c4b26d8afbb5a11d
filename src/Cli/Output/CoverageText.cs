using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>What a hunt did not come to, in two lines at most.</summary>
internal static class CoverageText
{
    private const int MostNamed = 4;

    /// <summary>The lines; none where nothing is missing, or where the hunt ended at a finding and so has not looked any further.</summary>
    internal static IEnumerable<string> Of(HuntResult result)
    {
        if (result.Coverage is not { } coverage || result.Verdict is not (Verdict.NoneExhaustive or Verdict.NoneNotExhaustive))
        {
            yield break;
        }

        if (coverage.NeverReached.Count != 0)
        {
            yield return $"never reached, {coverage.NeverReached.Count} of {coverage.Probes}: "
                + Some([.. coverage.NeverReached.Select(site => $"{site} ({CNames.Of(site.Function)})")]);
        }

        var oneSided = coverage.OneSidedChoices.Concat(coverage.OneSidedOrders.Select(order => $"never {order}")).ToList();
        if (oneSided.Count != 0)
        {
            yield return $"seen one way only, {oneSided.Count}: {Some(oneSided)}";
        }
    }

    private static string Some(IReadOnlyList<string> names)
        => string.Join("; ", names.Take(MostNamed)) + (names.Count > MostNamed ? $"; and {names.Count - MostNamed} more" : "");
}
