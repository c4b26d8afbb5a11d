namespace Smp.Machine;

/// <summary>What kind of access failed.</summary>
public enum FaultKind
{
    /// <summary>No memory there: a null or wild pointer.</summary>
    BadAddress,

    /// <summary>Past the end of an object.</summary>
    OutOfBounds,

    /// <summary>An object that was freed.</summary>
    UseAfterFree,

    /// <summary>A value nobody has written.</summary>
    Uninitialised,

    /// <summary>Code of a module that was freed.</summary>
    FreedText,
}

/// <summary>An access that failed, seen before it was made.</summary>
/// <param name="Kind">How it failed.</param>
/// <param name="Agent">Whose access it was.</param>
/// <param name="Operation">The operation that would have made it.</param>
/// <param name="Address">Where.</param>
/// <param name="Size">How many bytes.</param>
/// <param name="Line">The line in the source of the module.</param>
public readonly record struct Fault(FaultKind Kind, int Agent, Operation Operation, Address Address, int Size, int Line);
