using Microsoft.Coyote.Runtime;
using Smp.Machine;

namespace Smp.CoyoteEngine;

/// <summary>What Coyote is told of an agent when its operation is made.</summary>
/// <param name="computer">The computer.</param>
/// <param name="agent">The agent's number.</param>
internal sealed class AgentOperation(Computer computer, int agent) : IOperationBuilder
{
    /// <summary>The agent's name, so that Coyote's own account of a schedule can be read beside ours.</summary>
    public string Name => computer.Agents[agent].Name;

    /// <summary>No groups: every agent is a concern of its own.</summary>
    public Guid? GroupId => null;

    /// <summary>
    /// What Q-learning tells states apart by: where the agent stands. Without what it has observed, so that states repeat
    /// and something can be learnt.
    /// </summary>
    public Func<int> HashedStateCallback => () => unchecked((int)Hashing.Fold(
        Hashing.Fold((ulong)computer.PendingOperation(agent), (ulong)computer.PendingLine(agent)),
        ((ulong)(uint)computer.PendingObject(agent).Value << 8) | (ulong)computer.BlockedBy(agent)));
}
