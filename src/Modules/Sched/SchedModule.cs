using Smp.Kernel;

namespace Smp.Modules;

/// <summary>What sched.c and its corrected twin have in common: names, and what a scenario may look at.</summary>
public abstract class SchedModule : KernelModule
{
    /// <summary>The name of the file in /proc.</summary>
    public const string ProcEntryFilename = "sched";

    /// <summary>The name of the work queue.</summary>
    public const string MyWorkQueueName = "WQsched.c";

    /// <summary>What the file says.</summary>
    public const string Format = "Timer called %d times so far\n";

    /// <summary>The module, not loaded yet.</summary>
    protected SchedModule(LinuxKernel kernel)
        : base(kernel, "sched")
        => DeclareWorkqueue(MyWorkQueueName);

    /// <summary>How often the work has run: for the clauses of a scenario.</summary>
    public abstract long TimesCalled { get; }

    /// <summary>Lets the module have counted so far already, while the stage is being built.</summary>
    public abstract void StartFrom(int times);
}
