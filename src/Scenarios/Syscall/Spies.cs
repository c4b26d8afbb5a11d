using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The guide's two modules, and how they can stand on the stage: A, and B that may come on top of it.</summary>
/// <param name="A">The lower one.</param>
/// <param name="B">The upper one; A itself where there is only one.</param>
public sealed record Spies(OpenSpy A, OpenSpy B)
{
    internal const string NameOfA = "syscall_a";
    internal const string NameOfB = "syscall_b";
    internal const string SpyingOn = "uid=500";

    /// <summary>A and B are there to be inserted in the race.</summary>
    public static Spies NoneLoaded(Stage stage, Func<LinuxKernel, string, OpenSpy> make)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return new(stage.Make(k => make(k, NameOfA)), stage.Make(k => make(k, NameOfB)));
    }

    /// <summary>A is loaded, B is there.</summary>
    public static Spies LowerLoaded(Stage stage, Func<LinuxKernel, string, OpenSpy> make)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return new(stage.Load(k => make(k, NameOfA), SpyingOn), stage.Make(k => make(k, NameOfB)));
    }

    /// <summary>A alone is loaded.</summary>
    public static Spies OneLoaded(Stage stage, Func<LinuxKernel, string, OpenSpy> make)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var only = stage.Load(k => make(k, NameOfA), SpyingOn);
        return new(only, only);
    }

    /// <summary>A is loaded, and B on top of it.</summary>
    public static Spies BothLoaded(Stage stage, Func<LinuxKernel, string, OpenSpy> make)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return new(stage.Load(k => make(k, NameOfA), SpyingOn), stage.Load(k => make(k, NameOfB), SpyingOn));
    }
}
