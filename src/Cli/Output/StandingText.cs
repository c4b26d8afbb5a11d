using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>Says in words why an agent cannot step.</summary>
internal static class StandingText
{
    // What every kernel's source calls its big lock; the other locks go by their own names.
    private const string BigLock = "kernel_flag";

    /// <summary><c>the big lock blocks tail/2: cat/1 holds it</c>.</summary>
    internal static string Of(Standing standing)
    {
        string agent = standing.Agent;
        var reasons = standing.Reasons;
        bool Is(Blocked reason) => (reasons & reason) != 0;
        return Is(Blocked.Dead) ? $"{agent} is dead: it hit a fault"
            : Is(Blocked.Finished) ? $"{agent} has ended"
            : Is(Blocked.Asleep) ? $"{agent} sleeps{(standing.Object.Length == 0 ? "" : $" on {standing.Object}")} until somebody wakes it"
            : Is(Blocked.Held) ? $"{(standing.Word == BigLock ? "the big lock" : standing.Word)} blocks {agent}{(standing.Holder.Length == 0 ? "" : $": {standing.Holder} holds it")}"
            : Is(Blocked.NoCpu) ? $"no CPU runs {agent}{(standing.Holder.Length == 0 ? "" : $": CPU {standing.Cpu} stays with {standing.Holder}")}"
            : Is(Blocked.Covered) ? $"an interrupt handler runs on the CPU of {agent}"
            : Is(Blocked.Spinning) ? $"{agent} turns round until somebody writes what it reads"
            : Is(Blocked.Message) ? $"{agent} waits for a message"
            : Is(Blocked.Condition) ? $"{agent} has nothing to do"
            : $"{agent} can step";
    }
}
