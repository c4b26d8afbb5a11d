using System.Reflection;

namespace Smp.Cli;

/// <summary>Which build this is.</summary>
internal static class ToolVersion
{
    private const int CommitLength = 12;

    /// <summary><c>smp 0.1.0 (commit abcdef123456)</c>; without the commit where it was built outside a repository.</summary>
    internal static string Text { get; } = Of(
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    /// <summary><c>0.1.0</c>.</summary>
    internal static string Number { get; } = Text.Split(' ')[1];

    internal static string Of(string informational)
    {
        int plus = informational.IndexOf('+', StringComparison.Ordinal);
        if (plus < 0)
        {
            return $"smp {informational}";
        }

        string commit = informational[(plus + 1)..];
        return $"smp {informational[..plus]} (commit {commit[..Math.Min(CommitLength, commit.Length)]})";
    }
}
