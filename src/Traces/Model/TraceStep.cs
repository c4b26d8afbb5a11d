using Smp.Machine;

namespace Smp.Traces;

/// <summary>A step of an agent.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Cpu">The CPU it was taken on; negative for none.</param>
/// <param name="Context">What was on top of that CPU's stack.</param>
/// <param name="Depth">How many interrupts lay above the task below.</param>
/// <param name="Agent">The agent's number.</param>
/// <param name="AgentName">The agent's name.</param>
/// <param name="Actor">The actor that executed it: <c>cpu0</c>.</param>
/// <param name="Code">Whose code it was.</param>
/// <param name="Operation">What it did.</param>
/// <param name="Object">To what, by name; empty if to nothing.</param>
/// <param name="Value">The object's value after the step, or the step's result.</param>
public sealed record TraceStep(
    int Number,
    int Cpu,
    TraceContext Context,
    int Depth,
    int Agent,
    string AgentName,
    string Actor,
    CodeKind Code,
    Operation Operation,
    string Object,
    long Value) : TraceLine(Number)
{
    /// <summary>The file of the module's or user program's line, without folders; empty for kernel code that neither called.</summary>
    public string File { get; init; } = "";

    /// <summary>That line.</summary>
    public int Line { get; init; }

    /// <summary>The C function that line is in.</summary>
    public string Function { get; init; } = "";

    /// <summary>The module whose code it is or that called the kernel; empty for none.</summary>
    public string Module { get; init; } = "";

    /// <summary>The kernel function, by its C name, where it is kernel code; empty elsewhere.</summary>
    public string KernelFunction { get; init; } = "";

    /// <summary>What an atomic operation gave, where that is not the value after it.</summary>
    public long? Returned { get; init; }

    /// <summary>What the value points to, by name, where it is a pointer to a function or an object; empty else.</summary>
    public string Pointee { get; init; } = "";

    /// <summary>A number that goes with the operation.</summary>
    public long Argument { get; init; }

    /// <summary>What a primitive says of itself.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the agent before could have gone on.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>How many agents could have stepped.</summary>
    public int Enabled { get; init; }

    /// <summary>The agents that could have, by number; empty where a trace does not say.</summary>
    public ValueList<int> Runnable { get; init; } = [];

    /// <summary>
    /// The step's vector clock: for each agent, by number, how many of its steps come before this one in every order of
    /// the run that is the same to all who take part (this step itself among its own agent's); empty where a trace does not say.
    /// </summary>
    public ValueList<int> Clock { get; init; } = [];

    /// <summary>The words of memory that it left with another value.</summary>
    public ValueList<TraceChange> Changes { get; init; } = [];

    /// <summary>What a lecturer says to it; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Whether the explanation speaks of it.</summary>
    public bool IsMarked { get; init; }

    /// <summary>How the step's access failed, in words; empty if it did not.</summary>
    public string Fault { get; init; } = "";

    /// <summary><c>Sleep.cs:84</c>; empty where there is no such line.</summary>
    public string Place => File.Length == 0 ? "" : $"{File}:{Line}";
}
