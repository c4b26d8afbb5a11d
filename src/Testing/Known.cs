using System.Reflection;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Testing;

/// <summary>From names to what they stand for; a name nobody knows is one line that says so.</summary>
internal static class Known
{
    internal static Catalogue Catalogue(IEnumerable<IScenarioSource> sources)
    {
        var catalogue = new Catalogue();
        foreach (var source in sources)
        {
            try
            {
                catalogue.Add(source);
            }
            catch (ScenarioException e)
            {
                throw new ExplorationFailedException(e.Message, e);
            }
        }

        return catalogue;
    }

    /// <summary>What a test can name: the scenarios of Smp, of its own assembly and of the source it gives.</summary>
    internal static Catalogue Catalogue(Assembly tests, Type? source)
    {
        var types = tests.GetExportedTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IScenarioSource).IsAssignableFrom(t) && t.GetConstructor(Type.EmptyTypes) is not null)
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .ToList();
        types.AddRange(tests.GetCustomAttributes<ScenarioSourceAttribute>().Select(a => a.Source));
        if (source is not null)
        {
            types.Add(source);
        }

        return Catalogue(types.Distinct().Where(type => type.Assembly != typeof(Catalogue).Assembly).Select(Make));
    }

    internal static IReadOnlyList<Scenario> Scenarios(Catalogue catalogue, string pattern)
        => catalogue.Match(pattern) is { Count: > 0 } found
            ? found
            : throw new ExplorationFailedException($"there is no scenario '{pattern}'{Near(catalogue, pattern)}");

    internal static Scenario Scenario(Catalogue catalogue, string name)
        => catalogue.Find(name) ?? throw new ExplorationFailedException($"there is no scenario '{name}'{Near(catalogue, name)}");

    internal static KernelProfile Environment(Scenario scenario, string name)
    {
        var profile = Smp.Kernel.Environments.Find(name)
            ?? throw new ExplorationFailedException($"there is no environment '{name}'; there are {Names(Smp.Kernel.Environments.All)}");
        return scenario.Environments.Any(e => e.Name == profile.Name)
            ? profile
            : throw new ExplorationFailedException($"{scenario.Name} is not for the environment {name}; it is for {Names(scenario.Environments)}");
    }

    internal static IReadOnlyList<KernelProfile> Environments(Scenario scenario, string? names)
    {
        if (names is null)
        {
            return scenario.Environments;
        }

        string[] asked = names.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        return asked.Length != 0
            ? [.. asked.Distinct(StringComparer.Ordinal).Select(name => Environment(scenario, name))]
            : throw new ExplorationFailedException($"Environments = \"{names}\" names no environment; there are {Names(scenario.Environments)}");
    }

    /// <summary>
    /// The scenarios of a pattern with their environments. What a glob brings along that is not for any of those that were
    /// asked for is left out; what is called by its name is an error.
    /// </summary>
    internal static IReadOnlyList<(Scenario Scenario, KernelProfile Environment)> Pairs(Catalogue catalogue, string pattern, string? environments)
    {
        var scenarios = Scenarios(catalogue, pattern);
        bool isGlob = pattern.AsSpan().ContainsAny('*', '?');
        var fitting = !isGlob || environments is null ? scenarios : [.. scenarios.Where(scenario => Fits(scenario, environments))];
        return [.. (fitting.Count == 0 ? scenarios : fitting)
            .SelectMany(scenario => Environments(scenario, environments).Select(environment => (scenario, environment)))];
    }

    internal static Token Token(string text)
        => Smp.Machine.Token.TryParse(text, out var token, out string? error) ? token : throw new ExplorationFailedException(error);

    private static bool Fits(Scenario scenario, string environments)
        => environments.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .All(name => Smp.Kernel.Environments.Find(name) is null || scenario.Environments.Any(e => e.Name == name));

    private static IScenarioSource Make(Type type)
    {
        if (!typeof(IScenarioSource).IsAssignableFrom(type) || type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
        {
            throw new ExplorationFailedException($"{type.FullName} is no {nameof(IScenarioSource)} with a parameterless constructor");
        }

        try
        {
            return (IScenarioSource)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException e)
        {
            throw new ExplorationFailedException($"{type.FullName}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    /// <summary>The scenarios of the module it names; of all modules if there are none of that.</summary>
    private static string Near(Catalogue catalogue, string name)
    {
        string module = name.Split('/')[0] + "/";
        var near = catalogue.All.Where(s => s.Name.StartsWith(module, StringComparison.Ordinal)).Select(s => s.Name).ToList();
        return near.Count != 0
            ? $"; of its module there are {string.Join(", ", near)}"
            : $"; there are scenarios of {string.Join(", ", catalogue.All.Select(s => s.Module).Distinct())}";
    }

    private static string Names(IEnumerable<KernelProfile> profiles) => string.Join(", ", profiles.Select(p => p.Name));
}
