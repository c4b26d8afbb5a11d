using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A step of a schedule by which it is followed in another kernel.</summary>
/// <param name="Agent">Whose step it is, by name.</param>
/// <param name="Role">The same by role: names and numbers may differ between kernels.</param>
/// <param name="Step">Its number in the run it is taken from.</param>
/// <param name="Operation">What it did.</param>
/// <param name="Line">At which line of the source.</param>
internal readonly record struct Landmark(string Agent, string Role, int Step, Operation Operation, int Line)
{
    /// <summary>Whether the next step of an agent is one that every kernel takes: in user mode, in the module's own memory, by a device.</summary>
    internal static bool IsCommon(Computer computer, in Pending next) => computer.Agents[next.Agent].Kind switch
    {
        AgentKind.Source or AgentKind.Clock => true,
        _ => next.Operation is Operation.Trap or Operation.Return or Operation.User or Operation.Interrupt or Operation.SoftInterrupt || IsOfModule(computer, next),
    };

    private static bool IsOfModule(Computer computer, in Pending next)
        => computer.InModule(next.Agent) && next.Operation is Operation.Load or Operation.Store or Operation.Atomic or Operation.Lock or Operation.Unlock
            && computer.Memory.RegionOf(next.Object) is { Kind: RegionKind.ModuleData or RegionKind.Heap };
}
