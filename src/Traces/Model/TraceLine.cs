namespace Smp.Traces;

/// <summary>One line of a trace; it belongs to a step.</summary>
/// <param name="Number">The number of the step, from 1; 0 for what came before the first.</param>
public abstract record TraceLine(int Number);

/// <summary>A message from one actor to another, posted in a step.</summary>
/// <param name="Number">The number of the step.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver.</param>
/// <param name="Text">What it says, its kind first.</param>
public sealed record TraceMessage(int Number, string From, string To, string Text) : TraceLine(Number);

/// <summary>What one call of printk added to the kernel log: a line, or a piece of one.</summary>
/// <param name="Number">The number of the step that printed it.</param>
/// <param name="Cpu">The CPU that did; negative for none.</param>
/// <param name="AgentName">The agent that did.</param>
/// <param name="Level">The level it was printed at, 0 to 7.</param>
/// <param name="Text">The line, without its level and its end.</param>
public sealed record TraceLog(int Number, int Cpu, string AgentName, int Level, string Text) : TraceLine(Number)
{
    /// <summary>Whether the text ended its line; what does not is continued by the next, except by kernels that keep records.</summary>
    public bool EndsLine { get; init; } = true;

    /// <summary>Whether it was printed with a level of its own.</summary>
    public bool HasLevel { get; init; } = true;
}
