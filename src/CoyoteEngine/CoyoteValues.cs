using Microsoft.Coyote.Runtime;
using Smp.Machine;

namespace Smp.CoyoteEngine;

/// <summary>Data choices are Coyote's random integers. Agents are not asked for: which operation runs says which agent steps.</summary>
internal sealed class CoyoteValues : IStrategy
{
    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
        => throw new MachineException("under Coyote nobody is asked which agent steps");

    /// <inheritdoc/>
    public int NextValue(int count) => RuntimeProvider.Current.RandomInteger(count);
}
