using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A step of a run did not end, and the thread that takes it has been left behind: see <see cref="Watchdog"/>.</summary>
public sealed class StuckException : Exception
{
    /// <summary>What does not come back, and where.</summary>
    /// <param name="message">Agent, place, scenario and environment, in words.</param>
    /// <param name="token">The choices up to there; null if there were none yet.</param>
    public StuckException(string message, Token? token)
        : base(message) => Token = token;

    /// <summary>Without anything to say.</summary>
    public StuckException()
    {
    }

    /// <summary>With a message alone.</summary>
    public StuckException(string message)
        : base(message)
    {
    }

    /// <summary>With a cause.</summary>
    public StuckException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The schedule up to the step that does not end. Replayed, it comes to the same place.</summary>
    public Token? Token { get; }
}
