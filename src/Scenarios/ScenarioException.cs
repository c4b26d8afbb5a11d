namespace Smp.Scenarios;

/// <summary>A scenario, or an assembly of scenarios, cannot be used as asked; the message says which and why, in one line.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>With a message.</summary>
    public ScenarioException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public ScenarioException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a message.</summary>
    public ScenarioException()
    {
    }
}
