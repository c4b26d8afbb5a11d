using System.Text.RegularExpressions;
using Smp.Tests.Cli;

namespace Smp.Tests.Tidy;

/// <summary>The games on the page about playing are what the tool prints when it is given the same lines.</summary>
public sealed partial class PlayPageTests
{
    [Theory]
    [InlineData("## A short game", "sleep/SLP-1", 1)]
    [InlineData("## One that cannot be won", "sleep/SLP-1.fixed", 0)]
    public void A_game_on_the_page_is_a_real_one(string heading, string scenario, int status)
    {
        string page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "play.md")).ReplaceLineEndings("\n");
        string game = page.Split($"{heading}\n\n```\n")[1].Split("\n```")[0];
        var shell = new FakeShell { In = string.Concat(Prompt().Matches(game).Select(match => match.Groups[1].Value + "\n")) };

        Assert.Equal(status, shell.Run("play", scenario));
        Assert.Equal(game, shell.Out.TrimEnd());
    }

    [GeneratedRegex(@"^step \d+> (.*)$", RegexOptions.Multiline)]
    private static partial Regex Prompt();
}
