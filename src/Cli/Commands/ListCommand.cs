using System.CommandLine;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary><c>smp list</c>: the scenarios there are.</summary>
internal static class ListCommand
{
    internal static Command Create(Shell shell)
    {
        var json = Options.Json();
        var assembly = Options.Assembly();
        var command = new ToolCommand(
            "list",
            "List the scenarios, and the environments they can be explored in.",
            "smp list",
            "smp list --json - --assembly MyModule.dll") { json, assembly };
        command.SetAction(parse =>
        {
            var from = new Sources(parse, shell.Variable);
            Run(new KnownScenarios(from.Many(assembly)), from.One(json)?.Text, shell);
            return ExitCodes.Nothing;
        });
        return command;
    }

    private static void Run(KnownScenarios known, string? json, Shell shell)
    {
        if (json == "-")
        {
            shell.Out.Text(Json(known.All));
            return;
        }

        if (json is not null)
        {
            OutputFile.At(json, "--json").Write(Json(known.All));
        }

        var scenarios = known.All.ToList();
        int width = scenarios.Max(s => s.Name.Length);
        shell.Out.Line(new Piece("Scenarios", Styles.Strong));
        foreach (var scenario in scenarios)
        {
            bool isEverywhere = scenario.Environments.Count == Environments.All.Count;
            shell.Out.Line(
                new("  " + scenario.Name.PadRight(width), scenario.Corrected ? Styles.Good : Styles.Bad),
                new($"  {scenario.Summary}"),
                new(isEverywhere ? "" : $"  [{KnownScenarios.Names(scenario.Environments)}]", Styles.Faint),
                new(ScenarioText.Fix(scenario) is { } fix ? $"  ({fix})" : "", Styles.Faint));
        }

        shell.Out.Line();
        shell.Out.Line(new Piece("Environments", Styles.Strong), new(" (of every scenario that does not name its own)", Styles.Faint));
        EnvironmentLines(Environments.All, shell.Out);
        shell.Out.Line();
        shell.Out.Line("smp show NAME says more about a scenario, smp explore NAME looks for its race.");
    }

    /// <summary>Environments and what they mean.</summary>
    internal static void EnvironmentLines(IReadOnlyList<KernelProfile> environments, Terminal terminal)
    {
        int width = environments.Max(e => e.Name.Length);
        foreach (var environment in environments)
        {
            terminal.Line(new("  " + environment.Name.PadRight(width), Styles.Link), new($"  {environment.Summary}"));
        }
    }

    /// <summary>The list as one JSON object, version 1.</summary>
    internal static string Json(IEnumerable<Scenario> scenarios)
    {
        return JsonText.Object(writer =>
        {
            writer.WriteNumber("version", 1);
            writer.WriteStartArray("scenarios");
            foreach (var scenario in scenarios)
            {
                writer.WriteStartObject();
                writer.WriteString("name", scenario.Name);
                writer.WriteString("module", scenario.Module);
                writer.WriteString("bug", scenario.Bug);
                writer.WriteBoolean("corrected", scenario.Corrected);
                writer.WriteStartArray("environments");
                foreach (var environment in scenario.Environments)
                {
                    writer.WriteStringValue(environment.Name);
                }

                writer.WriteEndArray();
                writer.WriteString("summary", scenario.Summary);
                writer.WriteString("kernel_fix", scenario.KernelFix);
                writer.WriteString("no_fix", scenario.NoFix);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }
}
