namespace Smp.Machine;

/// <summary>
/// What a lecturer says when a run comes to a certain step: to the first one that is all that the note asks for. What it
/// leaves open, any step is.
/// </summary>
/// <param name="Text">What to say.</param>
public sealed record SpeakerNote(string Text)
{
    /// <summary>What the step does; null for anything.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The name of what it does it to; empty for anything.</summary>
    public string Object { get; init; } = "";

    /// <summary>The C function of the module or the kernel it is taken in; empty for any.</summary>
    public string Function { get; init; } = "";

    /// <summary>The command of the process or the name of the agent; empty for any.</summary>
    public string Agent { get; init; } = "";

    /// <summary>Which of the steps that fit, from 1.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>Whether it is for the step that ends the run in a finding, whatever that is.</summary>
    public bool AtFinding { get; init; }
}
