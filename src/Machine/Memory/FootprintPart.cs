namespace Smp.Machine;

/// <summary>What footprints consist of besides the memory a step touches: left out one at a time by the tests that show that each is needed.</summary>
internal enum FootprintPart
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The object that stands for whether an agent is enabled, and where.</summary>
    Agents,

    /// <summary>The object that stands for whether an agent is in the kernel.</summary>
    Modes,

    /// <summary>The object that stands for a CPU.</summary>
    Cpus,

    /// <summary>The text that a step's code lies in.</summary>
    Texts,

    /// <summary>The word that a step needs to be free.</summary>
    Needs,

    /// <summary>What the clauses of a scenario look at.</summary>
    Clauses,

    /// <summary>Allocating and freeing.</summary>
    Shadow,

    /// <summary>What decides whether a task can be given a CPU.</summary>
    Conditions,
}
