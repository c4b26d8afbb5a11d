namespace Smp.Machine;

/// <summary>
/// The testbed itself, or a scenario's use of it, is at fault; never a finding about a module. Reported with exit
/// status 3 and the place it came from.
/// </summary>
public sealed class MachineException : Exception
{
    /// <summary>A fault with an explanation.</summary>
    public MachineException(string message)
        : base(message)
    {
    }

    /// <summary>A fault with an explanation and what caused it.</summary>
    public MachineException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Whether the same choices gave another run than before: something outside the machine decides.</summary>
    public bool IsNondeterminism { get; init; }

    /// <summary>A fault without an explanation.</summary>
    public MachineException()
    {
    }
}
