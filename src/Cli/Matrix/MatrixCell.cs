using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>One scenario in one environment: a cell of the matrix, or a twin's proof.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Environment">The environment.</param>
internal sealed record MatrixCell(Scenario Scenario, KernelProfile Environment)
{
    internal CellResult Result { get; init; }

    /// <summary>What of the trials gave the verdict; null where there were none.</summary>
    internal Verdict? Verdict { get; init; }

    /// <summary>What it takes besides the source and its environment: <c>compiled</c>, <c>sleep</c>, or both.</summary>
    internal string Needs { get; init; } = "";

    /// <summary>Whether only copies and allocations that sleep show it.</summary>
    internal bool NeedsSleep => Needs.EndsWith("sleep", StringComparison.Ordinal);

    /// <summary>Whether the source has the bug and the module, as its compiler changed it, was proved not to.</summary>
    internal bool IsSourceOnly { get; init; }

    /// <summary>The number of the first schedule that showed it; where none did, how many were tried in all trials.</summary>
    internal long Schedules { get; init; }

    /// <summary>States kept in all trials.</summary>
    internal long States { get; init; }

    /// <summary>The fewest switches, as far as was found out.</summary>
    internal int Switches { get; init; }

    /// <summary>The schedule with the fewest switches.</summary>
    internal string Token { get; init; } = "";

    /// <summary>The granularities that were tried, in order.</summary>
    internal IReadOnlyList<string> Trials { get; init; } = [];

    /// <summary>What else was found on the way: bugs, or identities of what no signature matches.</summary>
    internal IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Whether everything that must be reached was reached in each trial.</summary>
    internal bool IsReached { get; init; }

    /// <summary>Why it failed.</summary>
    internal string? Error { get; init; }
}
