using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>How a session of the prompt begins.</summary>
/// <param name="Profile">The kernel and the computer.</param>
public sealed record ShellSetup(KernelProfile Profile)
{
    /// <summary>What gives the order of steps its randomness; null for the plain order, in which everybody takes turns.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The programs that can be started.</summary>
    public ShellPrograms Programs { get; init; } = new();

    /// <summary>The modules that can be inserted.</summary>
    public ModuleShelf Modules { get; init; } = new(Profile);

    /// <summary>How recorded runs are put in words.</summary>
    public IShellWords Words { get; init; } = PlainShellWords.Instance;
}
