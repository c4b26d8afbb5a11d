namespace Smp.Exploration;

/// <summary>A checkpoint cannot be used: damaged, or of another hunt. The message is one line; the file is as it was.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>A refusal.</summary>
    public CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
