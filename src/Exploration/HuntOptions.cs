namespace Smp.Exploration;

/// <summary>How a hunt goes about its subject.</summary>
public sealed record HuntOptions
{
    /// <summary>Depth-first search over every choice, with pruning by state identity.</summary>
    public const string Exhaustive = "exhaustive";

    /// <summary>A random walk per schedule, in which each actor is as likely as every other.</summary>
    public const string Random = "random";

    /// <summary>What a hunt remembers in unless told otherwise: 256 MB.</summary>
    public const long DefaultMemory = 256L << 20;

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

    /// <summary>How many threads a hunt uses, each with its own computer. What it finds does not depend on that.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Collect distinct findings until the budget ends instead of stopping at the first.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>
    /// The one catalogued bug to hunt for; null for whatever is found first. What else is found is collected, and the
    /// search goes on past it: the verdict is about this bug alone. Such a hunt has one worker.
    /// </summary>
    public string? Until { get; init; }

    /// <summary>Whether an exhaustive search takes one schedule of each class of equivalent ones (partial-order reduction).</summary>
    public bool Reduce { get; init; } = true;

    /// <summary>
    /// The most switches a schedule of an exhaustive search may have: 0, 1, 2, … are searched one after the other. Null for
    /// any number. Such a search is a proof only if no schedule was kept from a switch.
    /// </summary>
    public int? Switches { get; init; }

    /// <summary>Whether an exhaustive search leaves out what follows a state it has seen.</summary>
    public bool Prune { get; init; } = true;

    /// <summary>
    /// Run on at every state seen before, with its first visitor's choices, and insist on the same events. Slow; for
    /// tests of the state identity.
    /// </summary>
    public bool Audit { get; init; }

    /// <summary>Whether to look for data races on the side, after the search.</summary>
    public bool Notes { get; init; } = true;

    /// <summary>Whether to note which places of the module, which choices and which orders the schedules come to.</summary>
    public bool Coverage { get; init; } = true;

    /// <summary>
    /// About how many bytes a hunt may spend on remembering: states for pruning up to all of it, and an eighth of it in each
    /// worker for telling schedules apart, which are counted exactly up to there.
    /// </summary>
    public long Memory { get; init; } = DefaultMemory;

    /// <summary>
    /// Whether each finding is looked into afterwards: its schedule made short, the nearest passing one found, the two
    /// compared. Takes at most a fifth of <see cref="Time"/> more, but up to one second, and never more than 5.
    /// </summary>
    public bool Shrink { get; init; } = true;

    /// <summary>
    /// Whether to say how likely a scheduler that picks at random is to fail (<see cref="FailureOdds"/>). Takes up to a fifth of
    /// <see cref="Time"/> after a finding, as far as that is left.
    /// </summary>
    public bool Odds { get; init; }

    /// <summary>The longest schedule in steps; null for the computer's own bound.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>
    /// A file that keeps where the hunt stands: if it exists, the hunt goes on there. Not for hunts for one bug, with other
    /// engines or with a bound on switches. Null for none.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>Told, with the schedules that need not be run again, when a hunt goes on where its checkpoint stands.</summary>
    public Action<long>? Resumed { get; init; }

    /// <summary>Who explores in place of Smp's own strategies; null for these.</summary>
    public IEngine? Engine { get; init; }

    /// <summary>Who tells the time: budgets and figures only, never a choice.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
