using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Why an agent cannot take its next step, with who stands in its way.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Reasons">Why; <see cref="Blocked.No"/> if it can.</param>
/// <param name="Operation">What it is about to do.</param>
/// <param name="Object">To what, by name; empty if to nothing.</param>
/// <param name="Word">The lock it needs, by name; empty for none.</param>
/// <param name="Holder">Who holds that lock, or runs on its CPU; empty if nobody is known to.</param>
/// <param name="Cpu">The CPU it is on or was on last; negative for none.</param>
public sealed record Standing(string Agent, Blocked Reasons, Operation Operation, string Object, string Word, string Holder, int Cpu)
{
    /// <summary>Where an agent of a computer stands between two steps.</summary>
    public static Standing Of(Computer computer, int agent)
    {
        ArgumentNullException.ThrowIfNull(computer);
        var reasons = computer.BlockedBy(agent);
        var need = computer.NeedOf(agent);
        var target = computer.PendingObject(agent);
        int cpu = computer.LastCpuOf(agent);
        int holder = (reasons & Blocked.Held) != 0 ? (int)computer.Memory.Peek(need) - 1
            : (reasons & Blocked.NoCpu) != 0 ? RunningOn(computer, cpu)
            : -1;
        return new Standing(
            computer.Agents[agent].Name,
            reasons,
            computer.PendingOperation(agent),
            target.IsNull ? "" : computer.Memory.NameOf(target),
            (reasons & Blocked.Held) != 0 ? computer.Memory.NameOf(need) : "",
            holder >= 0 && holder < computer.Agents.Count ? computer.Agents[holder].Name : "",
            cpu);
    }

    private static int RunningOn(Computer computer, int cpu)
    {
        for (int i = 0; i < computer.Agents.Count; i++)
        {
            if (computer.Agents[i].Kind == AgentKind.Task && computer.CpuOf(i) == cpu && (computer.BlockedBy(i) & Blocked.Finished) == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
