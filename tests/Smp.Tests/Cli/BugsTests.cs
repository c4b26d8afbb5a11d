using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Tests.Tidy;

namespace Smp.Tests.Cli;

/// <summary>The book of bugs: what a matrix becomes, and that the one in docs/ is that of the code beside it.</summary>
public sealed class BugsTests
{
    private const string Replay = "`smp replay ";

    public static TheoryData<string> Modules => [.. new Catalogue().All.Where(s => MatrixRows.IsCatalogued(s.Bug) && !s.IsControl).Select(s => s.Module).Distinct()];

    [Fact]
    public void A_matrix_read_back_tells_for_each_bug_where_how_and_what_to_do()
    {
        string file = Matrix("sleep/SLP-1", "U0", "S26");
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("bugs", file));
        Assert.Contains("| SLP-1 | absent | found 2 |\n", shell.Out, StringComparison.Ordinal);
        Assert.Contains("### SLP-1: two processes hold /proc/sleep\n", shell.Out, StringComparison.Ordinal);
        Assert.Matches(@"CPU 0  cat/1 +\d+  open\(", shell.Out);
        Assert.Matches(@" +18  Sleep.cs:\d+  load Already_Open = 0\n", shell.Out);
        Assert.Contains("**Fix:** The test of Already_Open and the store that claims it must be one operation", shell.Out, StringComparison.Ordinal);
        Assert.Contains("(`sleep/SLP-1.fixed`): proved clean in U0, S26.", shell.Out, StringComparison.Ordinal);

        Assert.Contains("<a id=\"sleep-slp-1\"></a>\n\n### SLP-1", shell.Out, StringComparison.Ordinal);

        var tables = new FakeShell();
        Assert.Equal(0, tables.Run("bugs", file, "--tables"));
        Assert.Contains("| [`sleep`](docs/bugs.md#sleep) | 1 | 0 | 1 |\n", tables.Out, StringComparison.Ordinal);
        Assert.Matches(@"\| SLP-1 \| absent \| \[found 2\]\(docs/bugs\.md#sleep-slp-1 ""smp1-[\w-]+""\) \|\n", tables.Out);
    }

    [Fact]
    public void A_bug_that_is_found_in_several_environments_has_the_token_of_each()
    {
        string file = Matrix("sleep/SLP-2", "UP", "S26");
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("bugs", file));

        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(file));
        Assert.All(
            json.RootElement.GetProperty("cells").EnumerateArray(),
            cell => Assert.Contains($"{cell.GetProperty("token").GetString()}`\n", shell.Out, StringComparison.Ordinal));
        Assert.Matches(@"\nElsewhere:\n\n- UP, found \d: `smp1-", shell.Out);
    }

    [Theory]
    [InlineData("no-such-file.json", "no-such-file.json: ")]
    [InlineData("{", "not a matrix as smp matrix --twins --json writes it")]
    [InlineData("{\"version\":1,\"cells\":[],\"cancelled\":true}", "the matrix was interrupted, cells are missing")]
    [InlineData("{\"version\":1,\"cells\":[],\"cancelled\":false}", "without the corrected twins")]
    [InlineData("{\"version\":2,\"cells\":[],\"cancelled\":false}", "version 2 of the format, this build reads 1")]
    public void What_is_no_matrix_is_refused_in_one_line(string content, string message)
    {
        string file = content;
        if (content.StartsWith('{'))
        {
            file = Path.GetTempFileName();
            File.WriteAllText(file, content);
        }

        var shell = new FakeShell();
        Assert.Equal(2, shell.Run("bugs", file));
        Assert.Contains(message, shell.Error, StringComparison.Ordinal);
        Assert.Single(shell.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void The_book_tells_what_its_tokens_show(string module)
    {
        string chapter = Chapter(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "bugs.md")), module);
        foreach (var scenario in new Catalogue().All.Where(s => s.Module == module && s is { Corrected: false, IsControl: false } && MatrixRows.IsCatalogued(s.Bug)))
        {
            string section = Section(chapter, scenario.Bug);
            Assert.True(section.Length != 0, $"docs/bugs.md has no section about {scenario.Bug}: .ci/matrix --write makes it");
            int at = section.IndexOf(Replay, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            at += Replay.Length;
            var story = BugStory.Of(scenario, section[at..section.IndexOf('`', at)]);
            Assert.StartsWith($"### {scenario.Bug}: {story.Title}\n", section, StringComparison.Ordinal);
            Assert.Contains(story.Interleaving, section, StringComparison.Ordinal);
            Assert.Contains(story.Cause, section, StringComparison.Ordinal);
            Assert.Contains(story.Advice, section, StringComparison.Ordinal);
        }
    }

    private static string Chapter(string book, string module)
    {
        int begin = book.IndexOf($"\n## {module}\n", StringComparison.Ordinal);
        int end = begin < 0 ? -1 : book.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        return begin < 0 ? "" : book[begin..(end < 0 ? book.Length : end)];
    }

    private static string Section(string book, string bug)
    {
        int begin = Math.Max(
            book.IndexOf($"\n### {bug}:", StringComparison.Ordinal), book.IndexOf($"\n### {bug}\n", StringComparison.Ordinal));
        if (begin < 0)
        {
            return "";
        }

        int end = book.IndexOf("\n##", begin + 5, StringComparison.Ordinal);
        return book[(begin + 1)..(end < 0 ? book.Length : end)];
    }

    private static string Matrix(string name, params string[] environments)
    {
        var catalogue = new Catalogue();
        var where = environments.Select(e => Environments.Find(e)!).ToList();
        var options = new HuntOptions { Workers = 1, Notes = false };
        List<MatrixCell> Compute(string scenario)
            => [.. MatrixRows.Cells([catalogue.Find(scenario)!], where).Select(cell => MatrixTrials.Compute(cell, options, null, CancellationToken.None))];
        string file = Path.GetTempFileName();
        File.WriteAllText(file, MatrixJson.Write(Compute(name), Compute(name + ".fixed"), interrupted: false));
        return file;
    }
}
