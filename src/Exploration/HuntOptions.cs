namespace Smp.Exploration;

/// <summary>How a hunt goes about its subject.</summary>
public sealed record HuntOptions
{
    /// <summary>Depth-first search over every choice, with pruning by state identity.</summary>
    public const string Exhaustive = "exhaustive";

    /// <summary>A random walk per schedule, in which each actor is as likely as every other.</summary>
    public const string Random = "random";

    /// <summary>Random priorities that change at random points (<see cref="Depth"/>).</summary>
    public const string Pct = "pct";

    /// <summary>Partial order sampling: a random priority per pending operation.</summary>
    public const string Pos = "pos";

    /// <summary>A random walk in which each interleaving is about as likely as every other.</summary>
    public const string Urw = "urw";

    /// <summary>A deterministic scheduler with random delays (<see cref="Depth"/>).</summary>
    public const string Delay = "delay";

    /// <summary>All that sample, in turns, and more of those that pay.</summary>
    public const string Portfolio = "portfolio";

    /// <summary>The strategies, by name.</summary>
    public static IReadOnlyList<string> Strategies { get; } = [Exhaustive, Random, Pct, Pos, Urw, Delay, Portfolio];

    /// <summary>
    /// One of <see cref="Strategies"/>, or null: exhaustive, then the portfolio with what is left of the budget.
    /// </summary>
    public string? Strategy { get; init; }

    /// <summary>The depth of the bugs that <see cref="Pct"/> is to find, from 1; the number of delays of <see cref="Delay"/>.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>At most this many schedules; null for as many as the time allows.</summary>
    public long? Schedules { get; init; }

    /// <summary>The time budget of one result.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where random numbers start. Schedule k of a hunt that samples depends on this, on k, and on what whole rounds of schedules before it taught.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many threads a hunt that samples uses, each with its own computer. An exhaustive search uses one.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Collect distinct findings until the budget ends instead of stopping at the first.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>
    /// The one catalogued bug to hunt for; null for whatever is found first. What else is found is collected, and the
    /// search goes on past it: the verdict is about this bug alone. Such a hunt has one worker.
    /// </summary>
    public string? Until { get; init; }

    /// <summary>Whether an exhaustive search leaves out what follows a state it has seen.</summary>
    public bool Prune { get; init; } = true;

    /// <summary>
    /// Run on at every state seen before, with its first visitor's choices, and insist on the same events. Slow; for
    /// tests of the state identity.
    /// </summary>
    public bool Audit { get; init; }

    /// <summary>Whether to look for data races on the side, after the search.</summary>
    public bool Notes { get; init; } = true;

    /// <summary>The longest schedule in steps; null for the computer's own bound.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Who explores in place of Smp's own strategies; null for these.</summary>
    public IEngine? Engine { get; init; }

    /// <summary>Who tells the time: budgets and figures only, never a choice.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
