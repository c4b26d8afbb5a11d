namespace Smp.Machine;

/// <summary>
/// What changes about an agent during a race. A value, so that resetting all agents is one copy of an array.
/// </summary>
internal struct AgentState
{
    /// <summary>The suspended method that goes on when the agent is picked.</summary>
    public Frame? Continuation;

    // The pending operation: what the next step will do.
    public Operation Operation;
    public Blocked Blocked;
    public int Size;
    public bool InKernel;
    public int Object;
    public int Line;
    public long Argument;

    /// <summary>The word that must be 0, or the agent's own mark, for the pending operation to be enabled; 0 for none.</summary>
    public int Needs;

    public int Cpu;
    public int LastCpu;

    /// <summary>The text region of the module whose code is on top of the agent's stack; 0 for the kernel's own.</summary>
    public int Text;

    public int Allocated;

    /// <summary>Steps the agent has taken in this run.</summary>
    public int Taken;

    // What the agent has observed since its kernel stack was last empty, and before that (user mode).
    public ulong History;
    public ulong History2;
    public ulong UserHistory;
    public ulong UserHistory2;
}
