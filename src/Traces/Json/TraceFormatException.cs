namespace Smp.Traces;

/// <summary>A text that should have been a trace is not one; the message is one line for the user.</summary>
public sealed class TraceFormatException : Exception
{
    /// <summary>With what is wrong.</summary>
    public TraceFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and the cause.</summary>
    public TraceFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without an explanation.</summary>
    public TraceFormatException()
    {
    }
}
