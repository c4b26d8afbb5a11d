using System.CommandLine;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary><c>smp show</c>: what there is to know about one scenario without exploring it.</summary>
internal static class ShowCommand
{
    private const int Indent = 2;

    internal static Command Create(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "A scenario, as smp list shows it" };
        var assembly = Options.Assembly();
        var command = new ToolCommand(
            "show",
            "Show a scenario: what is on its stage, what must never happen, and how to explore it.",
            "smp show sleep/SLP-1",
            "smp show sleep/SLP-1.fixed") { name, assembly };
        command.SetAction(parse =>
        {
            var known = new KnownScenarios(new Sources(parse, shell.Variable).Many(assembly));
            Show(known.Find(new Given(parse.GetValue(name)!, "NAME")), known, shell.Out);
            return ExitCodes.Nothing;
        });
        return command;
    }

    private static void Show(Scenario scenario, KnownScenarios known, Terminal terminal)
    {
        var subject = new ScenarioSubject(scenario, scenario.Environments[0]);
        terminal.Line(new(scenario.Name, Styles.Strong), new($"  {scenario.Summary}"));
        Field(terminal, "module", scenario.Module + (scenario.Corrected ? ", corrected" : ", as it is"));
        if (ScenarioText.Fix(scenario) is { } fix)
        {
            Field(terminal, "fix", fix);
        }

        Field(terminal, "sets the stage for", scenario.Bug);
        Field(terminal, "limits", string.Join(", ", Limits(scenario)));
        Field(terminal, "watched by", string.Join(", ", subject.Build().Detectors.Select(d => d.Name)));
        Section(terminal, "What must never be", subject.MustNever);
        Section(terminal, "What must be reached, or silence proves nothing", subject.MustReach);
        Heading(terminal, "Environments");
        ListCommand.EnvironmentLines(scenario.Environments, terminal);
        if (ScenarioText.NotApplicable(scenario) is { Count: > 0 } others)
        {
            terminal.Line(new Piece($"  n/a in {KnownScenarios.Names(others)}: what the module needs is not there", Styles.Faint));
        }

        Heading(terminal, "How to explore it");
        terminal.Line(new Piece($"  smp explore {scenario.Name}", Styles.Link));
        string twin = scenario.Corrected ? scenario.Name[..^".fixed".Length] : scenario.Name + ".fixed";
        if (known.All.Any(s => s.Name == twin))
        {
            terminal.Line(
                new($"  smp explore {twin}", Styles.Link),
                new(scenario.Corrected ? "  the module as it is" : $"  {ScenarioText.Twin(known.All.First(s => s.Name == twin))}", Styles.Faint));
        }
    }

    /// <summary>A limit that differs between environments is told for each.</summary>
    private static IEnumerable<string> Limits(Scenario scenario)
        => scenario.Environments
            .SelectMany(e => new ScenarioSubject(scenario, e).Stage.Select(limit => (limit.Key, limit.Value, e.Name)))
            .GroupBy(limit => limit.Key)
            .Select(group => group.Select(limit => limit.Value).Distinct().Count() == 1
                ? $"{group.Key} {group.First().Value}"
                : $"{group.Key} {string.Join(" or ", group.Select(limit => limit.Value).Distinct())}");

    private static void Field(Terminal terminal, string name, string value)
        => terminal.Line(new($"{new string(' ', Indent)}{name}: ", Styles.Faint), new(value));

    private static void Section(Terminal terminal, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        Heading(terminal, title);
        foreach (string line in lines)
        {
            terminal.Line(new string(' ', Indent) + line);
        }
    }

    private static void Heading(Terminal terminal, string title)
    {
        terminal.Line();
        terminal.Line(new Piece(title, Styles.Strong));
    }
}
