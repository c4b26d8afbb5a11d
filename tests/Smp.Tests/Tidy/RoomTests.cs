using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Smp.Tests.Tidy;

/// <summary>The house rules, held by reading the sources: which room may use which, and what none of them may do.</summary>
public sealed partial class RoomTests
{
    // Ground floor first: a room may use only rooms above it in this list.
    private static readonly string[] s_rooms =
    [
        "Machine", "Exploration", "Actors", "Kernel", "Diagnostics", "Modules", "Scenarios", "Traces", "Testing", "AkkaHost", "CoyoteDispatcher", "CoyoteEngine", "Cli",
    ];

    private static readonly Dictionary<string, string[]> s_forbidden = new(StringComparer.Ordinal)
    {
        ["Machine"] = ["Smp.Exploration", "Smp.Actors", "Smp.Kernel", "Smp.Diagnostics", "Smp.Modules", "Smp.Scenarios", "Smp.Traces"],
        ["Exploration"] = ["Smp.Actors", "Smp.Kernel", "Smp.Diagnostics", "Smp.Modules", "Smp.Scenarios", "Smp.Traces"],
        ["Actors"] = ["Smp.Exploration", "Smp.Kernel", "Smp.Diagnostics", "Smp.Modules", "Smp.Scenarios", "Smp.Traces"],
        ["Kernel"] = ["Smp.Exploration", "Smp.Diagnostics", "Smp.Modules", "Smp.Scenarios", "Smp.Traces"],
        ["Diagnostics"] = ["Smp.Exploration", "Smp.Modules", "Smp.Scenarios", "Smp.Traces"],
        ["Modules"] = ["Smp.Exploration", "Smp.Diagnostics", "Smp.Scenarios", "Smp.Traces", "Smp.Cli"],
        ["Scenarios"] = ["Smp.Exploration", "Smp.Traces", "Smp.Cli"],
        ["Traces"] = ["Smp.Exploration", "Smp.Actors", "Smp.Kernel", "Smp.Diagnostics", "Smp.Modules", "Smp.Scenarios"],
        ["Testing"] = ["Smp.Cli"],
    };

    private static readonly string[] s_deterministic = ["Machine", "Exploration", "Actors", "Kernel", "Modules", "Scenarios"];

    public static TheoryData<string> Rooms => [.. Present()];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_rooms_above_it(string room)
    {
        var project = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src", room), "*.csproj").Single();
        var references = XDocument.Load(project).Descendants("ProjectReference").Select(r => r.Attribute("Include")!.Value.Replace('\\', '/').Split('/')[1]);
        foreach (string used in references)
        {
            Assert.True(Array.IndexOf(s_rooms, used) < Array.IndexOf(s_rooms, room), $"{room} refers to {used}");
        }

        foreach (string file in SourceTree.Files($"src/{room}"))
        {
            string text = File.ReadAllText(file);
            foreach (string other in s_forbidden.GetValueOrDefault(room, []))
            {
                Assert.False(Regex.IsMatch(text, $@"\busing {Regex.Escape(other)}\b|\b{Regex.Escape(other)}\.[A-Z]"), $"{SourceTree.Relative(file)} uses {other}");
            }
        }
    }

    [Fact]
    public void Nothing_in_the_deterministic_rooms_depends_on_time_chance_or_threads()
    {
        // One file may own threads, one may measure; both are named here.
        string[] allowed = ["src/Exploration/Workers.cs:thread", "src/Exploration/Measuring/PlainLoop.cs:clock"];
        var faults = new List<string>();
        foreach (string room in s_deterministic)
        {
            foreach (string file in SourceTree.Files($"src/{room}"))
            {
                string name = SourceTree.Relative(file);
                string code = Code(File.ReadAllText(file));
                Check("clock", Clock(), code);
                Check("thread", Threads(), code);
                Check("chance", Chance(), code);
                Check("lock", Locks(), code);

                void Check(string what, Regex pattern, string text)
                {
                    if (!allowed.Contains($"{name}:{what}"))
                    {
                        faults.AddRange(pattern.Matches(text).Select(m => $"{name}: {m.Value}"));
                    }
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void There_is_no_imitation_of_the_real_libraries()
    {
        foreach (string file in SourceTree.Files("src").Concat(SourceTree.Files("tests")))
        {
            Assert.False(Imitation().IsMatch(File.ReadAllText(file)), SourceTree.Relative(file));
        }
    }

    [Fact]
    public void Modules_and_scenarios_reach_memory_by_steps_only()
    {
        // A scenario's clauses look at the state between steps (Inspect, ghosts); the stage fills memory before the race.
        foreach (string file in SourceTree.Files("src/Modules").Concat(SourceTree.Files("src/Scenarios")).Where(f => Path.GetFileName(f) != "Stage.cs"))
        {
            string code = Code(File.ReadAllText(file));
            Assert.False(RawAccess().IsMatch(code), SourceTree.Relative(file));
        }
    }

    [Fact]
    public void Most_files_are_one_concept_and_none_is_long()
    {
        var lengths = SourceTree.Files("src").Select(f => (File: SourceTree.Relative(f), Lines: File.ReadLines(f).Count())).ToList();
        var tooLong = lengths.Where(l => l.Lines > 500).ToList();
        Assert.True(tooLong.Count == 0, string.Join('\n', tooLong));
        Assert.True(lengths.Count(l => l.Lines <= 300) * 100 >= lengths.Count * 95);
    }

    [Fact]
    public void The_readme_names_every_room()
    {
        string readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md"));
        foreach (string room in Present())
        {
            Assert.Contains($"src/{room}", readme, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Present()
        => s_rooms.Where(r => Directory.Exists(Path.Combine(SourceTree.Root, "src", r)));

    /// <summary>Source without comments and string literals.</summary>
    private static string Code(string text) => Noise().Replace(text, " ");

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex Noise();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bStopwatch\.\w+|\bEnvironment\.TickCount\w*|\bTask\.Delay\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bTask\.Run\b|\bnew Thread\b|\bThreadPool\.\w+|\bThread\.Sleep\b|\bParallel\.\w+")]
    private static partial Regex Threads();

    [GeneratedRegex(@"\bSystem\.Random\b|\bnew Random\(|\bRandom\.Shared\b|\bGuid\.NewGuid\b|\bRandomNumberGenerator\b")]
    private static partial Regex Chance();

    [GeneratedRegex(@"\block \(|\bMonitor\.\w+")]
    private static partial Regex Locks();

    [GeneratedRegex(@"^\s*namespace (Akka|Microsoft\.Coyote)", RegexOptions.Multiline)]
    private static partial Regex Imitation();

    [GeneratedRegex(@"\.(Peek|Poke)\(|Memory\.(Read|Write)<?")]
    private static partial Regex RawAccess();
}
