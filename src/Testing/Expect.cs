namespace Smp.Testing;

/// <summary>What a test expects of an exploration.</summary>
public enum Expect
{
    /// <summary>Nothing is found, and every interleaving was covered: the bug is proved absent.</summary>
    Proved,

    /// <summary>Nothing is found within the budget. A proof is welcome and not required.</summary>
    Clean,

    /// <summary>Something is found.</summary>
    Found,

    /// <summary>The test method judges for itself. Only a failure of the testbed or the scenario fails the test before it.</summary>
    Anything,
}
