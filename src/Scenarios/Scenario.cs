using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>
/// A situation to explore: a machine, a module, processes and interrupt sources, what must never happen and what must be
/// reached. It sets the stage; it does not know the answer.
/// </summary>
public sealed class Scenario
{
    /// <summary>A scenario from its parts.</summary>
    /// <param name="name"><c>module/BUG-ID</c>, with <c>.fixed</c> for a corrected twin.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="build">Puts module, processes, sources and clauses on the stage.</param>
    public Scenario(string name, string summary, Action<Stage> build)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(build);
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == name.Length - 1)
        {
            throw new ArgumentException($"a scenario is called module/NAME, not '{name}'", nameof(name));
        }

        Name = name;
        Summary = summary;
        Build = build;
        Module = name[..slash];
        Corrected = name.EndsWith(".fixed", StringComparison.Ordinal);
        Bug = Corrected ? name[(slash + 1)..^".fixed".Length] : name[(slash + 1)..];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The module it is about.</summary>
    public string Module { get; }

    /// <summary>The catalogued bug it sets the stage for.</summary>
    public string Bug { get; }

    /// <summary>Whether the module on the stage is the corrected twin.</summary>
    public bool Corrected { get; }

    /// <summary>One line for people.</summary>
    public string Summary { get; }

    /// <summary>The environments whose interfaces the module needs: all of them unless told otherwise.</summary>
    public IReadOnlyList<KernelProfile> Environments { get; init; } = Smp.Kernel.Environments.All;

    /// <summary>How many CPUs the computer has, where the scenario says so itself; null for as many as the environment has.</summary>
    public int? Cpus { get; init; }

    /// <summary>Bytes of C's <c>long</c>, where the scenario says so itself: 4 for a 32-bit kernel; null for what the environment's kernel has.</summary>
    public int? LongSize { get; init; }

    /// <summary>The kernel its module was written for: what the environments of one CPU (U0, UP) run it on.</summary>
    public ModuleKernel WrittenFor { get; init; } = ModuleKernel.Linux2611;

    /// <summary>
    /// The one switch of the kernel that is the fix, for a corrected twin whose bug was the kernel's: <c>proc_create</c>,
    /// <c>pde_users</c> or <c>proc_remove</c>; null where the fix is in the module.
    /// </summary>
    public string? KernelFix { get; init; }

    /// <summary>Why the bug has no fix that could stand as a twin; null where there is one.</summary>
    public string? NoFix { get; init; }

    /// <summary>Whether nothing is wrong on its stage: it is there to show that, and has no twin.</summary>
    public bool IsControl { get; init; }

    /// <summary>Puts module, processes, sources and clauses on the stage.</summary>
    public Action<Stage> Build { get; }

    /// <summary>
    /// The kernel the scenario runs on in an environment: that of the environment, on one CPU the one that the module was
    /// written for, with its fix switched on, on as many CPUs and with words as long as the scenario asks for.
    /// </summary>
    public KernelProfile OnKernel(KernelProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        profile = (profile.IsSmp ? profile : OwnKernel(profile)) with { Cpus = Cpus ?? profile.Cpus };
        profile = LongSize is { } size ? profile with { LongSize = size } : profile;
        return KernelFix switch
        {
            null => profile,
            "proc_create" => profile with { HasProcCreate = true },
            "pde_users" => profile with { HasPdeUsers = true },
            "proc_remove" => profile with { HasProcRemove = true },
            _ => throw new ScenarioException($"{Name}: there is no kernel fix '{KernelFix}'"),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private KernelProfile OwnKernel(KernelProfile profile) => WrittenFor switch
    {
        ModuleKernel.Linux2637 => profile with { HasPdeUsers = true, SetsDefaultsFirst = true, BigLock = BigLock.None },
        ModuleKernel.Linux68 => profile with { Generation = KernelGeneration.V68, BigLock = BigLock.None, HasProcCreate = true, HasPdeUsers = true },
        _ => profile,
    };
}
