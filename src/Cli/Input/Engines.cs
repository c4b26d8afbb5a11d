using Smp.Actors;
using Smp.AkkaHost;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>Hosts and engines by the names of the command line, and what there is of them in this build.</summary>
internal static class Engines
{
    internal const string Smp = HuntResult.BuiltInEngine;
    internal const string Akka = "akka";
    internal const string Coyote = "coyote";

    /// <summary>Coyote explores a result with so many iterations unless it is told otherwise.</summary>
    internal const long CoyoteIterations = 1000;

    private const string CoyoteDefault = "portfolio";

    /// <summary>Where the actors live.</summary>
    /// <exception cref="UsageException">There is no such host, or not in this build.</exception>
    internal static IHosting Host(Given given)
        => Values.OneOf(given, "host", ISubject.BuiltInHost, Akka) == Akka
            ? AkkaHosts.Stepped ?? throw Missing(given, AkkaHosts.Availability)
            : DeterministicHosting.Instance;

    /// <summary>Who explores: Coyote with a strategy of its own; null for Smp.</summary>
    /// <exception cref="UsageException">There is no such engine or strategy, or not in this build.</exception>
    internal static IEngine? Engine(Given given, Given? strategy)
    {
        if (Values.OneOf(given, "engine", Smp, Coyote) == Smp)
        {
            return null;
        }

        string name = strategy is { } asked ? Values.OneOf(asked, "strategy of Coyote", [.. CoyoteEngine.Coyote.Strategies]) : CoyoteDefault;
        return CoyoteEngine.Coyote.Engine(name) ?? throw Missing(given, CoyoteEngine.Coyote.Availability);
    }

    private static UsageException Missing(Given given, EngineAvailability what)
        => given.Refused($"is not part of this build: {what.WhyMissing}; smp engines says what brings it");
}
