namespace Smp.Machine;

/// <summary>What an event of the stream is.</summary>
public enum EventKind
{
    /// <summary>A step of an agent.</summary>
    Step,

    /// <summary>A message from one actor to another, posted in the step before it.</summary>
    Message,

    /// <summary>A line of the kernel log.</summary>
    Log,

    /// <summary>A step whose access failed.</summary>
    Fault,
}

/// <summary>One event of a recorded run: who, where, what object, which kind of access, which value.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Step">The number of the step it belongs to, from 1.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Cpu">The CPU the agent was on; negative for none.</param>
/// <param name="Depth">How many interrupt contexts lie between the agent and the task below on its CPU.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Object">Its object.</param>
/// <param name="Value">What it read or left behind.</param>
/// <param name="Argument">What goes with it.</param>
/// <param name="Site">Where in the source.</param>
/// <param name="Caller">The last line of module or user code before it; the same as <paramref name="Site"/> in module code.</param>
/// <param name="IsSwitch">Whether the previous agent could have gone on.</param>
/// <param name="Enabled">How many agents could have stepped.</param>
/// <param name="Text">What a message, a log line or a primitive says of itself.</param>
/// <param name="From">The sender of a message.</param>
/// <param name="To">Its receiver.</param>
/// <param name="InModule">The text region of the module whose code it is; NULL for kernel and user code.</param>
public readonly record struct Event(
    EventKind Kind,
    int Step,
    int Agent,
    int Cpu,
    int Depth,
    Operation Operation,
    Address Object,
    long Value,
    long Argument,
    Site Site,
    Site Caller,
    bool IsSwitch,
    int Enabled,
    string Text,
    string From,
    string To,
    Address InModule)
{
    /// <summary>What stood around it, where it is a step; null else.</summary>
    public StepState? State { get; init; }
}
