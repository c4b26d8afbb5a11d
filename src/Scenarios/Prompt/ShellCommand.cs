using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>A command of a session that became a process.</summary>
/// <param name="Words">Its words; the first is its name.</param>
/// <param name="Redirection">Where its standard output goes; null for the terminal.</param>
/// <param name="Main">What it runs.</param>
public sealed record ShellCommand(IReadOnlyList<string> Words, ShellRedirection? Redirection, Func<ShellProcess, KTask<int>> Main);

/// <summary>Standard output that goes to a file: <c>&gt; /proc/sleep</c>.</summary>
/// <param name="Path">The file.</param>
/// <param name="Appends">Whether it was written <c>&gt;&gt;</c>.</param>
public sealed record ShellRedirection(string Path, bool Appends);
