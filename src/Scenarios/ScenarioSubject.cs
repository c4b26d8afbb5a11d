using System.Globalization;
using Smp.Actors;
using Smp.Diagnostics;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>A scenario in an environment, at a granularity: what an explorer explores.</summary>
public sealed class ScenarioSubject : ISubject
{
    /// <summary>Every load and store of the source is a step.</summary>
    public const string Source = "source";

    /// <summary>What a named compiler did to the module is applied.</summary>
    public const string Compiled = "compiled";

    private const string Faults = "+faults";
    private const string Races = "+races";
    private readonly Scenario _scenario;
    private readonly int? _race;
    private readonly bool _racesAreFindings;
    private readonly KernelProfile _profile;
    private readonly Lazy<string?> _outsideState;
    private readonly IHosting _hosting;
    private readonly Action<ISubject, Computer>? _made;
    private readonly Lazy<IReadOnlyList<Site>> _probes;

    /// <summary>The scenario in the environment.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="profile">The environment.</param>
    /// <param name="faults">Whether a copy to or from user memory may sleep.</param>
    /// <param name="granularity">
    /// <see cref="Source"/> or <see cref="Compiled"/>, with <c>+races</c> where a run ends at its first data race,
    /// <c>+races2</c> where at its second distinct one.
    /// </param>
    /// <param name="hosting">Where the actors live; null for inside the process.</param>
    /// <param name="made">Told of each computer before anything is put on its stage.</param>
    public ScenarioSubject(
        Scenario scenario,
        KernelProfile profile,
        bool faults = false,
        string granularity = Source,
        IHosting? hosting = null,
        Action<ISubject, Computer>? made = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(profile);
        _made = made;
        _scenario = scenario;
        (granularity, _race) = SplitRaces(granularity);
        _profile = scenario.OnKernel(profile) with { UserCopiesMaySleep = faults, AsCompiled = granularity == Compiled };
        Granularity = (faults ? granularity + Faults : granularity) + Suffix(_race);
        _hosting = hosting ?? DeterministicHosting.Instance;
        var stage = NewStage(DeterministicHosting.Instance);
        if (granularity == Compiled && stage.Kernel.Loader.Modules.FirstOrDefault(m => m.AsCompiled is null) is { } unknown)
        {
            throw new ScenarioException($"{scenario.Name}: no table says what a compiler made of module '{unknown.Name}', so it cannot be explored as compiled");
        }

        IsChangedByCompiler = stage.Kernel.Loader.Modules.All(m => m.AsCompiled is not null)
            && stage.Kernel.Loader.Modules.Any(m => m.AsCompiled is { IsUnchanged: false });
        MustReach = [.. stage.ReachConditions.Select(c => c.Name)];
        MustNever = [.. stage.NeverClauses.Select(c => c.Name)];
        Stage = stage.Limits;
        _racesAreFindings = stage.WatchesRaces;
        _outsideState = new Lazy<string?>(() => OutsideState.FindIn(stage));
        Type[] modules = [.. stage.Kernel.Loader.Modules.Select(m => m.GetType()).Distinct()];
        _probes = new Lazy<IReadOnlyList<Site>>(() => [.. modules.SelectMany(m => CodeSites.Of(m, typeof(KernelModule))).Distinct()]);
    }

    private ScenarioSubject(ScenarioSubject like, int? race, IHosting hosting)
    {
        _hosting = hosting;
        _made = like._made;
        _scenario = like._scenario;
        _profile = like._profile;
        _outsideState = like._outsideState;
        _probes = like._probes;
        _racesAreFindings = like._racesAreFindings;
        _race = race;
        Granularity = race is null || race == like._race ? like.Granularity : like.Granularity + Suffix(race);
        MustReach = like.MustReach;
        MustNever = like.MustNever;
        Stage = like.Stage;
    }

    /// <inheritdoc/>
    public string Host => _hosting.Name;

    /// <inheritdoc/>
    public string? HostVersion => _hosting.Version;

    /// <inheritdoc/>
    public ISubject OnBuiltInHost => _hosting == DeterministicHosting.Instance ? this : new ScenarioSubject(this, _race, DeterministicHosting.Instance);

    /// <inheritdoc/>
    public string Scenario => _scenario.Name;

    /// <inheritdoc/>
    public string Environment => _profile.Name;

    /// <inheritdoc/>
    public string Granularity { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Stage { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> MustReach { get; }

    /// <summary>
    /// Whether exploring as <see cref="Compiled"/> differs: what a compiler made of each module is known, and of one of them
    /// it is not what the source says.
    /// </summary>
    public bool IsChangedByCompiler { get; }

    /// <summary>What the scenario says must never be.</summary>
    public IReadOnlyList<string> MustNever { get; }

    /// <inheritdoc/>
    /// <exception cref="MachineException">The scenario cannot be put on a stage, or keeps state where the machine does not see it.</exception>
    public Computer Build()
        => _outsideState.Value is { } changed
            ? throw new MachineException(
                $"{changed} in the race, and the machine neither resets it nor sees it: "
                + "what a module keeps is declared with Variable and its kin, what a scenario notes is a Ghost")
            : NewStage(_hosting).Computer;

    /// <inheritdoc/>
    public Computer BuildUnchecked() => NewStage(_hosting).Computer;

    /// <inheritdoc/>
    public IReadOnlyList<Site> Probes => _probes.Value;

    /// <inheritdoc/>
    public ISubject? WithRaces(int nth) => _racesAreFindings || _race is not null ? null : new ScenarioSubject(this, nth, _hosting);

    /// <inheritdoc/>
    public FindingReport Explain(Recording recording, Finding finding) => FindingAnalyst.Explain(recording, finding);

    /// <inheritdoc/>
    public string Tell(DecidingOrder order) => DecidingStory.Tell(order);

    /// <summary>Splits a granularity as results and tokens name it; false if it is none.</summary>
    public static bool TryParseGranularity(string text, out string granularity, out bool faults)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (rest, race) = SplitRaces(text);
        faults = rest.EndsWith(Faults, StringComparison.Ordinal);
        string kind = faults ? rest[..^Faults.Length] : rest;
        granularity = kind + Suffix(race);
        return kind is Source or Compiled;
    }

    private static string Suffix(int? race) => race switch
    {
        null or 0 => "",
        1 => Races,
        { } nth => string.Create(CultureInfo.InvariantCulture, $"{Races}{nth}"),
    };

    private static (string Granularity, int? Race) SplitRaces(string text)
    {
        int at = text.IndexOf(Races, StringComparison.Ordinal);
        if (at < 0)
        {
            return (text, null);
        }

        string number = text[(at + Races.Length)..];
        if (number.Length == 0)
        {
            return (text[..at], 1);
        }

        // Only the way it is written: anything else is no granularity.
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int nth) && nth > 1 && Suffix(nth) == Races + number
            ? (text[..at], nth)
            : (text, null);
    }

    private Stage NewStage(IHosting hosting)
    {
        var computer = new Computer();
        _made?.Invoke(this, computer);
        var kernel = new LinuxKernel(computer, _profile, hosting);
        try
        {
            return NewStage(kernel);
        }
        catch (Exception e)
        {
            string place = computer.PlaceOf(e);
            computer.Dispose();
            if (e is MachineException or ScenarioException or OutOfMemoryException || place.Length == 0)
            {
                throw;
            }

            // Code of the scenario that is no agent's: what puts things on the stage, the constructor of a module.
            throw new MachineException($"{_scenario.Name}, setting its stage: {e.GetType().Name}: {e.Message} ({place})", e);
        }
    }

    private Stage NewStage(LinuxKernel kernel)
    {
        var stage = new Stage(kernel);
        _scenario.Build(stage);
        stage.Raise();
        if (stage.WatchesRaces || _race is not null)
        {
            // First of all: the step that races ends the run as that, whatever else it does.
            stage.Computer.Attach(new DataRaceDetector(new CpuSections(kernel), _race ?? 1));
        }

        stage.Computer.Attach(new MemoryDetector());
        stage.Computer.Attach(new ComplaintDetector());
        stage.Computer.Attach(new NeverDetector(stage.NeverClauses));
        stage.Computer.Attach(new HungTaskDetector());
        stage.Computer.Attach(new SoftLockupDetector());
        if (stage.HoldsLockRules)
        {
            stage.Computer.Attach(new LockRuleDetector());
        }

        stage.Computer.Attach(new ReachTracker(stage.ReachConditions));
        return stage;
    }
}
