using Microsoft.Coyote.SystematicTesting;
using Smp.Exploration;

namespace Smp.CoyoteEngine;

/// <content>What there is with the packages.</content>
public static partial class Coyote
{
    internal static string LibraryVersion { get; } = typeof(TestingEngine).Assembly.GetName().Version!.ToString(3);

    static partial void Present(ref string? version) => version = LibraryVersion;

    static partial void Make(string strategy, ref IEngine? engine)
        => engine = Strategies.Contains(strategy)
            ? new CoyoteExplorer(strategy)
            : throw new ArgumentException($"Coyote has no strategy '{strategy}'; there are {string.Join(", ", Strategies)}", nameof(strategy));
}
