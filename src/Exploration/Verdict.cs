namespace Smp.Exploration;

/// <summary>What a hunt says about its subject.</summary>
public enum Verdict
{
    /// <summary>At least one finding.</summary>
    Found,

    /// <summary>No finding, and every interleaving of the stage up to equivalence was covered: a proof.</summary>
    NoneExhaustive,

    /// <summary>No finding in what was tried.</summary>
    NoneNotExhaustive,

    /// <summary>The testbed or the scenario failed; says nothing about the module.</summary>
    Error,
}

/// <summary>The names of the verdicts in results.</summary>
public static class VerdictNames
{
    /// <summary><c>found</c>, <c>none-exhaustive</c>, <c>none-not-exhaustive</c> or <c>error</c>.</summary>
    public static string Name(this Verdict verdict) => verdict switch
    {
        Verdict.Found => "found",
        Verdict.NoneExhaustive => "none-exhaustive",
        Verdict.NoneNotExhaustive => "none-not-exhaustive",
        _ => "error",
    };
}
