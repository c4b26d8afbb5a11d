namespace Smp.Traces;

/// <summary>Whose code a step was taken in.</summary>
public enum CodeKind
{
    /// <summary>A module's own code, or that of a program without a kernel.</summary>
    Module,

    /// <summary>A kernel function that a module called; the step shows the module's line.</summary>
    Primitive,

    /// <summary>Kernel code on its own account: the way from the trap to the module and back.</summary>
    Kernel,

    /// <summary>User mode, including the trap out of it and the return to it.</summary>
    User,
}
