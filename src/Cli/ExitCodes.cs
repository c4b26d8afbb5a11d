using Smp.Exploration;

namespace Smp.Cli;

/// <summary>What the process says with its exit status.</summary>
internal static class ExitCodes
{
    /// <summary>Nothing found, or the command did its work.</summary>
    internal const int Nothing = 0;

    /// <summary>Found; a replay: reproduced; with <c>--require-proof</c>: not proved.</summary>
    internal const int Found = 1;

    /// <summary>Bad usage or input.</summary>
    internal const int Usage = 2;

    /// <summary>The testbed failed: says nothing about the module.</summary>
    internal const int TestbedFailed = 3;

    /// <summary>A replay diverged.</summary>
    internal const int Diverged = 4;

    /// <summary>Interrupted; what was found so far is written.</summary>
    internal const int Interrupted = 130;

    /// <summary>The status of several results.</summary>
    internal static int Of(IReadOnlyList<HuntResult> results, bool requireProof, bool interrupted)
    {
        if (interrupted)
        {
            return Interrupted;
        }

        if (results.Any(r => r.Verdict == Verdict.Error))
        {
            return TestbedFailed;
        }

        bool unproved = requireProof && results.Any(r => r.Verdict == Verdict.NoneNotExhaustive);
        return unproved || results.Any(r => r.Verdict == Verdict.Found) ? Found : Nothing;
    }
}
