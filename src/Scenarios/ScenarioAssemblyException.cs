namespace Smp.Scenarios;

/// <summary>An assembly cannot be used as a source of scenarios; the message says which and why, in one line.</summary>
public sealed class ScenarioAssemblyException : Exception
{
    /// <summary>With a message.</summary>
    public ScenarioAssemblyException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public ScenarioAssemblyException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a message.</summary>
    public ScenarioAssemblyException()
    {
    }
}
