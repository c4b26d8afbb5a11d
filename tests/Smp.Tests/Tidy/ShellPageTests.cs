using System.Text.RegularExpressions;
using Smp.Tests.Cli;

namespace Smp.Tests.Tidy;

/// <summary>The sessions on the page about the prompt are what the tool prints when it is given the same lines.</summary>
public sealed partial class ShellPageTests
{
    [Fact]
    public void The_sessions_on_the_page_are_real_ones()
    {
        string page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "shell.md")).ReplaceLineEndings("\n");
        var sessions = page.Split("\n```\n").Where(part => part.StartsWith("# ", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.Equal(2, sessions.Count);
        foreach (string session in sessions)
        {
            var shell = new FakeShell { In = string.Concat(Typed().Matches(session).Select(match => match.Groups[1].Value + "\n")) };

            Assert.Equal(0, shell.Run("shell"));
            Assert.Equal(session.TrimEnd(), shell.Out.TrimEnd());
        }
    }

    [GeneratedRegex(@"^# (.*)$", RegexOptions.Multiline)]
    private static partial Regex Typed();
}
