using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// What the printed spy and its corrected twin have in common: both tell the log of every file that one user opens, and
/// take the user's number as a parameter.
/// </summary>
public abstract class OpenSpy : KernelModule
{
    /// <summary>A spy with a name of its own, so that several can be loaded.</summary>
    protected OpenSpy(LinuxKernel kernel, string name)
        : base(kernel, name)
        => Uid = ModuleParam("uid");

    /// <summary>The user it spies on; root may change it at any moment.</summary>
    protected Shared<int> Uid { get; }

    /// <summary>Whether the next open(2) would come to this spy: for the clauses of a scenario.</summary>
    public abstract bool IsReached { get; }

    /// <summary>Whether neither its init nor its exit function is on: for the clauses of a scenario.</summary>
    public bool IsSettled => State is ModuleState.Live or ModuleState.Unloaded;

    /// <summary>Whether it is loaded, its init function is done, and no open(2) comes to it: for the clauses of a scenario.</summary>
    public bool IsCutOut => State == ModuleState.Live && !IsReached;
}
