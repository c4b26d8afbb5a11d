using Smp.Exploration;

namespace Smp.Testing;

/// <summary>
/// Judges explorations and replays. What fails throws an <see cref="ExplorationFailedException"/> whose message shows
/// the interleaving and its token.
/// </summary>
public static class HuntAssert
{
    /// <summary>Nothing was found, and every interleaving was covered.</summary>
    public static void Proved(HuntResult result) => As(Expect.Proved, result);

    /// <summary>Nothing was found.</summary>
    public static void Clean(HuntResult result) => As(Expect.Clean, result);

    /// <summary>Something was found; <paramref name="bug"/> is among it, if given.</summary>
    public static void Found(HuntResult result, string? bug = null) => As(Expect.Found, result, bug);

    /// <summary>It came out as expected.</summary>
    public static void As(Expect expect, HuntResult result, string? bug = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (HuntMessage.Failure(expect, result, bug) is { } message)
        {
            throw new ExplorationFailedException(message);
        }
    }

    /// <summary>The replay reproduced a finding; <paramref name="bug"/>, if given.</summary>
    /// <param name="result">What came of the replay.</param>
    /// <param name="token">The token that was replayed.</param>
    /// <param name="bug">The catalogued bug it must be.</param>
    public static void Reproduced(ReplayResult result, string token, string? bug = null)
        => As(ReplayOutcome.Reproduced, result, token, bug);

    /// <summary>The replay went through to the end, and there was nothing to find any more.</summary>
    public static void FindingGone(ReplayResult result, string token) => As(ReplayOutcome.FindingGone, result, token);

    /// <summary>The replay ended as expected.</summary>
    public static void As(ReplayOutcome expect, ReplayResult result, string token, string? bug = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        var read = Known.Token(token);
        if (ReplayMessage.Failure(expect, result, read, read.Scenario, bug) is { } message)
        {
            throw new ExplorationFailedException(message);
        }
    }
}
