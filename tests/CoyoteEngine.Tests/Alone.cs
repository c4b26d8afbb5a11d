namespace Smp.CoyoteEngine.Tests;

/// <summary>Tests that count what the whole process has run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    internal const string Name = "alone";
}
