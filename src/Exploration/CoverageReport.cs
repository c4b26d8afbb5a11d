using System.Globalization;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Draws up what the parts of a hunt came to together.</summary>
internal static class CoverageReport
{
    /// <summary>The report; null where nobody looked.</summary>
    internal static Coverage? Of(ISubject subject, Computer? computer, IReadOnlyList<SearchOutcome> outcomes)
    {
        var parts = outcomes.Select(o => o.Coverage).OfType<SiteCoverage>().ToList();
        if (parts.Count == 0 || computer is null)
        {
            return null;
        }

        var all = new SiteCoverage();
        foreach (var part in parts)
        {
            all.Merge(part);
        }

        var probes = subject.Probes;
        var reached = all.Sites.Select(s => Key(s.Site)).Concat(computer.StageSites.Select(Key)).ToHashSet();
        var never = probes.Where(p => !reached.Contains(Key(p))).OrderBy(p => p.FileName, StringComparer.Ordinal).ThenBy(p => p.Line).ToList();
        return new Coverage(probes.Count - never.Count, probes.Count, never, Choices(all), Orders(all)) { IsPartial = all.IsPartial };
    }

    private static (string, int) Key(Site site) => (site.File, site.Line);

    private static string Place(Site site) => site.File is null ? "outside the module" : $"{site} ({CNames.Of(site.Function)})";

    private static List<string> Choices(SiteCoverage all)
        => [.. all.Choices
            .Where(c => c.First.Contains(0))
            .OrderBy(c => c.Site.File is null ? "" : c.Site.FileName, StringComparer.Ordinal).ThenBy(c => c.Site.Line).ThenBy(c => c.Operation).ThenBy(c => c.First.Count)
            .Select(c => $"{Place(c.Site)}, {c.Operation.ToString().ToLowerInvariant()}: of {Number(c.First.Count)} values never {Missing(c.First)}")];

    private static string Missing(IReadOnlyList<long> first)
        => string.Join(", ", Enumerable.Range(0, first.Count).Where(i => first[i] == 0).Select(Number));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static List<string> Orders(SiteCoverage all)
    {
        var orders = all.Orders.Select(o => (o.Earlier, o.Later)).ToHashSet();
        return [.. orders
            .Where(o => !orders.Contains((o.Later, o.Earlier)))
            .OrderBy(o => o.Later.FileName, StringComparer.Ordinal).ThenBy(o => o.Later.Line)
            .ThenBy(o => o.Earlier.FileName, StringComparer.Ordinal).ThenBy(o => o.Earlier.Line)
            .Select(o => $"{Place(o.Later)} before {Place(o.Earlier)}")];
    }
}
