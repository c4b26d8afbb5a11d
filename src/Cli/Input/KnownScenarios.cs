using System.Reflection;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>The catalogue with the assemblies the user named, and what can be looked up in it.</summary>
internal sealed class KnownScenarios
{
    private readonly Catalogue _catalogue = new();
    private readonly HashSet<Assembly> _own = [];

    /// <exception cref="UsageException">One of the assemblies is none, or cannot be used.</exception>
    internal KnownScenarios(IEnumerable<Given> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            try
            {
                foreach (var source in ScenarioAssembly.Load(assembly.Text))
                {
                    _catalogue.Add(source);
                    _own.Add(source.GetType().Assembly);
                }
            }
            catch (ScenarioException e)
            {
                throw new UsageException($"{assembly.Where}: {e.Message.ReplaceLineEndings(" ")}");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new UsageException($"{assembly.Where}: {assembly.Text}: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
            }
        }
    }

    /// <summary>The assemblies that the user named.</summary>
    internal IEnumerable<Assembly> Own => _own;

    internal IEnumerable<Scenario> All => _catalogue.All;

    /// <summary>The scenario called exactly so.</summary>
    internal Scenario Find(Given name)
        => _catalogue.Find(name.Text) ?? throw new UsageException(Unknown(name));

    /// <summary>The scenarios that a name or a glob stands for: at least one.</summary>
    internal IReadOnlyList<Scenario> Match(Given pattern)
    {
        var matches = _catalogue.Match(pattern.Text);
        if (matches.Count != 0)
        {
            return matches;
        }

        if (!IsGlob(pattern.Text))
        {
            throw new UsageException(Unknown(pattern));
        }

        bool twinsOnly = _catalogue.Match(pattern.Text + ".fixed").Count != 0;
        throw pattern.Refused("matches no scenario" + (twinsOnly ? " (corrected twins only if it says .fixed)" : ""));
    }

    internal static bool IsGlob(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>The environment called exactly so.</summary>
    internal static KernelProfile Environment(Given name)
        => Environments.Find(name.Text) ?? throw new UsageException(
            $"{name.Where}: unknown environment '{Given.Printed(name.Text)}'; there are {Names(Environments.All)}");

    internal static string Names(IEnumerable<KernelProfile> environments) => string.Join(", ", environments.Select(e => e.Name));

    private string Unknown(Given name)
        => $"{name.Where}: unknown scenario '{Given.Printed(name.Text)}'"
            + (Nearest.Suggest(name.Text, All.Select(s => s.Name)) is { Length: > 0 } suggestion ? suggestion : "; smp list shows all, --assembly adds more");
}
