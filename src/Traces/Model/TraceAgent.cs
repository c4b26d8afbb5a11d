using Smp.Machine;

namespace Smp.Traces;

/// <summary>One of those the strategy chose among, and where the run left it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name: <c>cat/2</c>.</param>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="IsDaemon">Whether being asleep at the end is as it should be.</param>
/// <param name="Blocked">Why it does not go on, in words; empty if it could.</param>
/// <param name="File">The file it stands in at the end, without folders; empty if that is not known.</param>
/// <param name="Line">The line it stands at.</param>
/// <param name="Function">The C function it stands in.</param>
public sealed record TraceAgent(
    int Id,
    string Name,
    AgentKind Kind,
    bool IsDaemon,
    string Blocked,
    string File,
    int Line,
    string Function)
{
    /// <summary>Whether it has neither ended nor died nor can go on.</summary>
    public bool IsStuck => Blocked.Length != 0 && !Blocked.Contains("finished", StringComparison.Ordinal)
        && !Blocked.Contains("dead", StringComparison.Ordinal);

    /// <summary>The command of a process named <c>cat/2</c>: <c>cat</c>.</summary>
    public string Command => Name.IndexOf('/') is var slash and > 0 ? Name[..slash] : Name;

    /// <summary>The process id of a process named <c>cat/2</c>: 2; else the agent's number + 1.</summary>
    public int Pid => Name.IndexOf('/') is var slash and > 0 && int.TryParse(Name[(slash + 1)..], out int pid) ? pid : Id + 1;
}
