namespace Smp.CoyoteDispatcher;

/// <summary>
/// What of the dispatcher there is in this build. The one file of this room that is compiled where a package is missing.
/// </summary>
public static partial class Dispatching
{
    /// <summary>Why it is not there; null if it is.</summary>
    public static string? WhyMissing
    {
        get
        {
            bool isPresent = false;
            Present(ref isPresent);
            return isPresent ? null : $"Akka {EngineFacts.AkkaVersion} or Microsoft.Coyote {EngineFacts.CoyoteVersion} {EngineFacts.WhyMissing}";
        }
    }

    static partial void Present(ref bool isPresent);
}
