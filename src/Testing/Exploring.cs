using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Testing;

/// <summary>
/// Explorations and replays as calls, for test frameworks other than xunit 2. What came of them is judged by
/// <see cref="HuntAssert"/>.
/// </summary>
/// <example>
/// <code>
/// HuntAssert.Proved(Exploring.Explore("mailbox/LOST.fixed", "S26", sources: new MailboxScenarios()));
/// </code>
/// </example>
public static class Exploring
{
    /// <summary>Explores a scenario of Smp's, or of one of the <paramref name="sources"/>, in an environment.</summary>
    /// <exception cref="ExplorationFailedException">There is no such scenario or environment, or an option makes no sense.</exception>
    public static HuntResult Explore(string scenario, string environment, HuntOptions? options = null, params IScenarioSource[] sources)
    {
        var found = Known.Scenario(Known.Catalogue(sources), scenario);
        return Explore(found, Known.Environment(found, environment), options);
    }

    /// <summary>Explores a scenario in an environment.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="environment">The environment: one of <see cref="Environments.All"/>, or of your own.</param>
    /// <param name="options">The budget; 30 seconds without it.</param>
    /// <param name="faults">Whether a copy to or from user memory may fault and sleep.</param>
    /// <param name="cancel">Ends the hunt with what was found so far.</param>
    /// <returns>A failure of the testbed or the scenario is a verdict too.</returns>
    /// <exception cref="ExplorationFailedException">An option makes no sense.</exception>
    public static HuntResult Explore(
        Scenario scenario,
        KernelProfile environment,
        HuntOptions? options = null,
        bool faults = false,
        CancellationToken cancel = default)
        => Explore(scenario, environment, options, faults, Watchdog.DefaultLimit, cancel);

    /// <summary>Explores a scenario in an environment, and gives up when a step does not end.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="options">The budget; 30 seconds without it.</param>
    /// <param name="faults">Whether a copy to or from user memory may fault and sleep.</param>
    /// <param name="patience">How long a step may take; zero for ever. The thread of one that does not end is left behind.</param>
    /// <param name="cancel">Ends the hunt with what was found so far.</param>
    /// <returns>A failure of the testbed or the scenario is a verdict too.</returns>
    /// <exception cref="ExplorationFailedException">An option makes no sense.</exception>
    public static HuntResult Explore(
        Scenario scenario, KernelProfile environment, HuntOptions? options, bool faults, TimeSpan patience, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(environment);
        var watchdog = new Watchdog(patience);
        try
        {
            return watchdog.Run(() => Unwatched(new ScenarioSubject(scenario, environment, faults, made: watchdog.Saw), options, cancel));
        }
        catch (Exception e) when (e is not OutOfMemoryException and not ExplorationFailedException)
        {
            return Failed(scenario.Name, environment.Name, options ?? new HuntOptions(), e);
        }
    }

    /// <summary>Explores any subject.</summary>
    /// <exception cref="ExplorationFailedException">An option makes no sense.</exception>
    public static HuntResult Explore(ISubject subject, HuntOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var watchdog = new Watchdog(Watchdog.DefaultLimit);
        try
        {
            return watchdog.Run(() => Unwatched(watchdog.Over(subject), options, cancel));
        }
        catch (StuckException e)
        {
            return Failed(subject.Scenario, subject.Environment, options ?? new HuntOptions(), e);
        }
    }

    private static HuntResult Unwatched(ISubject subject, HuntOptions? options, CancellationToken cancel)
    {
        Hunt hunt;
        try
        {
            hunt = new Hunt(subject, options ?? new HuntOptions());
        }
        catch (ArgumentException e) when (e is not ArgumentNullException)
        {
            throw new ExplorationFailedException(WithoutParameter(e), e);
        }

        return hunt.Run(null, cancel);
    }

    /// <summary>Replays a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="scenario">Another scenario on the same stage to replay it in; the one it names without it.</param>
    /// <param name="sources">Where to look for the scenario, besides Smp's own.</param>
    /// <exception cref="ExplorationFailedException">It is no token, not for this stage, or nobody knows its scenario.</exception>
    public static ReplayResult Replay(string token, string? scenario = null, params IScenarioSource[] sources)
        => Replay(Known.Token(token), scenario, Known.Catalogue(sources));

    internal static ReplayResult Replay(Token token, string? scenario, Catalogue catalogue)
    {
        var found = Known.Scenario(catalogue, scenario ?? token.Scenario);
        var environment = Known.Environment(found, token.Environment);
        if (!ScenarioSubject.TryParseGranularity(token.Granularity, out string granularity, out bool faults))
        {
            throw new ExplorationFailedException($"the token is for the granularity '{token.Granularity}', which there is none of");
        }

        var watchdog = new Watchdog(Watchdog.DefaultLimit);
        try
        {
            return watchdog.Run(() => Exploration.Replay.Run(new ScenarioSubject(found, environment, faults, granularity, made: watchdog.Saw), token));
        }
        catch (Exception e) when (e is TokenRefusedException or MachineException or StuckException)
        {
            throw new ExplorationFailedException(e.Message, e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ExplorationFailedException($"{found.Name} in {environment.Name}: {e.GetType().Name}: {e.Message}", e);
        }
    }

    /// <summary>The stage could not even be built.</summary>
    private static HuntResult Failed(string scenario, string environment, HuntOptions options, Exception e) => new()
    {
        Scenario = scenario,
        Environment = environment,
        Granularity = ScenarioSubject.Source,
        Strategy = options.Strategy ?? HuntOptions.Exhaustive,
        Seed = options.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Verdict = Verdict.Error,
        Stage = new Dictionary<string, string>(),
        Bounds = new Dictionary<string, string>(),
        Detectors = [],
        IsStuck = e is StuckException,
        ErrorMessage = e is MachineException or StuckException ? e.Message : $"{e.GetType().Name}: {e.Message}",
    };

    private static string WithoutParameter(ArgumentException e)
        => e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal);
}
