using System.Text.RegularExpressions;

namespace Smp.Scenarios;

/// <summary>All scenarios that are known: those that come with Smp, and those of assemblies that were added.</summary>
public sealed class Catalogue
{
    private readonly SortedDictionary<string, Scenario> _scenarios = new(StringComparer.Ordinal);

    /// <summary>The scenarios that come with Smp.</summary>
    public Catalogue()
    {
        Add(new SleepScenarios());
        Add(new SchedScenarios());
        Add(new IntrptScenarios());
        Add(new SyscallScenarios());
        Add(new ModernProcfs1Scenarios());
        Add(new ModernProcfs2Scenarios());
        Add(new ModernProcfs3Scenarios());
        Add(new RandScenarios());
        Add(new HelloScenarios());
        Add(new LifeCycleScenarios());
        Add(new ChardevScenarios());
        Add(new Procfs3Scenarios());
        Add(new Procfs4Scenarios());
        Add(new ModernProcfs4Scenarios());
        Add(new FortuneScenarios());
        Add(new SimaccScenarios());
        Add(new SimpleLkmScenarios());
        Add(new Procfs1Scenarios());
        Add(new Procfs2Scenarios());
        Add(new ChardevIoctlScenarios());
        Add(new PrintStringScenarios());
        Add(new KbledsScenarios());
        Add(new CounterScenarios());
        Add(new ClassicScenarios());
    }

    /// <summary>All scenarios, by name.</summary>
    public IEnumerable<Scenario> All => _scenarios.Values;

    /// <summary>Adds the scenarios of a source; a name that is taken is refused.</summary>
    /// <exception cref="ScenarioException">A name is taken, or the source cannot make its scenarios.</exception>
    public void Add(IScenarioSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        List<Scenario> scenarios;
        try
        {
            scenarios = [.. source.Scenarios];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Code of an assembly that is not ours: its error is bad input.
            throw new ScenarioException($"{source.GetType().FullName}: {e.Message}", e);
        }

        foreach (var scenario in scenarios)
        {
            if (!_scenarios.TryAdd(scenario.Name, scenario))
            {
                throw new ScenarioException($"the scenario '{scenario.Name}' is there twice");
            }
        }
    }

    /// <summary>The scenario called <paramref name="name"/>; null if there is none.</summary>
    public Scenario? Find(string name) => _scenarios.GetValueOrDefault(name);

    /// <summary>
    /// The scenarios a name or glob stands for. <c>*</c> is any text, <c>?</c> any character; a glob takes corrected
    /// twins only if it says <c>.fixed</c>.
    /// </summary>
    public IReadOnlyList<Scenario> Match(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!pattern.AsSpan().ContainsAny('*', '?'))
        {
            return Find(pattern) is { } exact ? [exact] : [];
        }

        bool twins = pattern.Contains(".fixed", StringComparison.Ordinal);
        var regex = new Regex(
            "^" + Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal) + "$",
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return [.. All.Where(s => (twins || !s.Corrected) && regex.IsMatch(s.Name))];
    }
}
