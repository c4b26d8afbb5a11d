namespace Smp.Cli;

/// <summary>Bad usage or input: the message is the one line that the user sees, what and where.</summary>
internal sealed class UsageException(string message) : Exception(message);
