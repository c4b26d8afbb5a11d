namespace Smp.Machine;

/// <summary>One of those the strategy chooses among: what about it never changes during a race.</summary>
public sealed class Agent
{
    internal Agent(int id, string name, AgentKind kind, int cpu)
    {
        Id = id;
        Name = name;
        Kind = kind;
        HomeCpu = cpu;
    }

    /// <summary>Its number, from 0; agents are asked about in this order.</summary>
    public int Id { get; }

    /// <summary>Its name in every trace: <c>cat/2</c>, <c>irq1@cpu0</c>, <c>clock</c>.</summary>
    public string Name { get; }

    /// <summary>What kind of thing it is.</summary>
    public AgentKind Kind { get; }

    /// <summary>The CPU it starts on; for a handler the only one it runs on; -1 for none.</summary>
    public int HomeCpu { get; }

    /// <summary>Whether the end of a run with this agent asleep is as it should be (a worker thread, a handler, a clock).</summary>
    public bool IsDaemon { get; set; }

    /// <summary>
    /// A number that agents share which run the same program from the same state, so that exchanging them changes nothing but
    /// names: a search may try one order of their first steps. -1 for an agent like no other. That they are alike is for
    /// whoever builds the computer to know.
    /// </summary>
    public int SymmetryClass { get; set; } = -1;

    /// <summary>What the agent runs in the race; null for one that is entered by others (an interrupt handler).</summary>
    public Func<KTask>? Body { get; set; }

    /// <summary>The start of the agent's private heap.</summary>
    public Address Arena { get; internal set; }

    internal AgentRoot Root { get; set; } = null!;
}
