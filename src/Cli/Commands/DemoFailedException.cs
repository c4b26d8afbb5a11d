namespace Smp.Cli;

/// <summary>The demo came out otherwise than it is told.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
