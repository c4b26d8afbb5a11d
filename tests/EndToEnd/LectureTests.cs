using System.Text.RegularExpressions;

namespace EndToEnd;

/// <summary>The lecture as it is given: the commands of its pages, in their order, in an empty folder.</summary>
public sealed partial class LectureTests
{
    private const int MostBytes = 1_000_000;

    private static string Folder { get; } = Path.Combine(Smp.Root, "docs", "lecture");

    private static IEnumerable<string> Names
        => Directory.GetFiles(Folder, "*.md").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public static TheoryData<string> Pages => [.. Names];

    [Fact]
    public void The_overview_leads_to_each_demo()
    {
        string overview = File.ReadAllText(Path.Combine(Folder, "README.md"));

        var demos = Names.Where(name => name != "README.md").ToList();
        Assert.Equal(10, demos.Count);
        Assert.All(demos, name => Assert.Contains($"({name})", overview, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Its_commands_do_what_it_says(string page)
    {
        string text = File.ReadAllText(Path.Combine(Folder, page));
        var commands = Commands(text).ToList();
        Assert.NotEmpty(commands);
        var directory = Directory.CreateTempSubdirectory("smp-lecture-");
        try
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            foreach (string[] command in commands)
            {
                var ended = Smp.RunIn(directory.FullName, command);
                string said = $"{page}: smp {string.Join(' ', command)}: {ended.Status}\n{ended.Error}";
                Assert.True(ended.Status == Expected(command, ended.Out), said);
                found.UnionWith(Token().Matches(ended.Out).Select(m => m.Value));
                if (command[0] == "replay")
                {
                    Assert.True(found.Contains(command[1]), $"{said}: no command above it gives that token");
                }

                if (Array.IndexOf(command, "-o") is >= 0 and int at)
                {
                    string file = Path.Combine(directory.FullName, command[at + 1]);
                    string written = File.ReadAllText(file);
                    Assert.Contains(command[1], written, StringComparison.Ordinal);
                    Assert.InRange(new FileInfo(file).Length, 1, MostBytes);
                    Assert.True(File.Exists(Path.Combine(Folder, "players", command[at + 1])), $"the build did not make {command[at + 1]}");
                }
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void It_says_what_to_say_what_to_ask_and_the_answer(string page)
    {
        string text = File.ReadAllText(Path.Combine(Folder, page));

        if (page != "README.md")
        {
            Assert.All(["**Say.**", "**Ask.**", "**Answer.**"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        }
    }

    // A proof has status 0, whatever finds or reproduces something 1.
    private static int Expected(string[] command, string output)
        => command[0] switch
        {
            "explore" when IsProof(command) => output.Contains("none, exhaustive", StringComparison.Ordinal) ? 0 : -1,
            "explore" or "replay" or "compare" => 1,
            _ => 0,
        };

    private static bool IsProof(string[] command)
        => command[1].EndsWith(".fixed", StringComparison.Ordinal) || command.Contains("B20") || command.Contains("UP");

    private static IEnumerable<string[]> Commands(string page)
        => Block().Matches(page).SelectMany(block => block.Groups[1].Value.Split('\n'))
            .Where(line => line.StartsWith("smp ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("smp1-[A-Za-z0-9_-]+")]
    private static partial Regex Token();
}
