using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>One result to come.</summary>
internal readonly record struct PlannedHunt(Scenario Scenario, KernelProfile Environment);

/// <summary>Which scenarios are explored in which environments, in the order of the results.</summary>
internal static class Plan
{
    internal static IReadOnlyList<PlannedHunt> Of(
        KnownScenarios known, IReadOnlyList<Given> names, bool all, IReadOnlyList<Given> environments)
    {
        var profiles = environments.Select(KnownScenarios.Environment).Distinct().ToList();
        var plan = new List<PlannedHunt>();
        foreach (var (scenario, isNamed) in Scenarios(known, names, all))
        {
            foreach (var profile in profiles.Count == 0 ? scenario.Environments : profiles)
            {
                if (scenario.Environments.Contains(profile))
                {
                    plan.Add(new PlannedHunt(scenario, profile));
                }
                else if (isNamed)
                {
                    throw new UsageException(
                        $"{environments[0].Where}: {scenario.Name} cannot be explored in {profile.Name}, only in {KnownScenarios.Names(scenario.Environments)}");
                }
            }
        }

        return plan.Count != 0 ? plan
            : throw new UsageException($"{environments[0].Where}: none of these scenarios can be explored in {KnownScenarios.Names(profiles)}");
    }

    /// <summary>Each scenario once, and whether it was called by its name.</summary>
    private static IEnumerable<(Scenario Scenario, bool IsNamed)> Scenarios(KnownScenarios known, IReadOnlyList<Given> names, bool all)
    {
        if (all)
        {
            return known.All.Select(scenario => (scenario, false));
        }

        return names
            .SelectMany(name => known.Match(name).Select(scenario => (scenario, !KnownScenarios.IsGlob(name.Text))))
            .DistinctBy(pair => pair.scenario);
    }
}
