namespace Smp.Testing;

/// <summary>
/// An exploration or a replay did not come out as the test expects. The message is what a person needs: what was
/// expected, the interleaving as columns, the explanation, and the token that shows it again.
/// </summary>
public sealed class ExplorationFailedException : Exception
{
    /// <summary>With the whole story as its message.</summary>
    public ExplorationFailedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public ExplorationFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a message.</summary>
    public ExplorationFailedException()
    {
    }
}
