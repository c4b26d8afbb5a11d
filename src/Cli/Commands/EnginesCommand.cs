using System.CommandLine;
using Smp.AkkaHost;
using Smp.CoyoteEngine;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary><c>smp engines</c>: which hosts and engines this build has, and why it has not the others.</summary>
internal static class EnginesCommand
{
    private const int VersionWidth = 25;

    internal static Command Create(Shell shell)
    {
        var json = Options.Json();
        var command = new ToolCommand(
            "engines",
            "Show which hosts (where actors live) and engines (who explores) this build has.",
            "smp engines",
            "smp engines --json -") { json };
        command.SetAction(parse =>
        {
            string? path = new Sources(parse, shell.Variable).One(json)?.Text;
            if (path is not null and not "-")
            {
                OutputFile.At(path, "--json").Write(Json());
            }

            if (path == "-")
            {
                shell.Out.Text(Json());
            }
            else
            {
                Print(shell.Out);
            }

            return ExitCodes.Nothing;
        });
        return command;
    }

    private static IReadOnlyList<Row> Rows()
    {
        string version = ToolVersion.Number;
        return
        [
            new("host", new EngineAvailability(ISubject.BuiltInHost, "Smp", version, null, ""), "always there, and the fastest"),
            new("host", AkkaHosts.Availability, "smp explore --host akka, smp stress"),
            new("engine", new EngineAvailability(Engines.Smp, "Smp", version, null, ""), "always there, faster, and can prove"),
            new("engine", Coyote.Availability, "smp explore --engine coyote"),
        ];
    }

    private static void Print(Terminal terminal)
    {
        foreach (var row in Rows())
        {
            terminal.Line(
                new($"{row.Kind,-8}{row.What.Name,-8}", Styles.Strong),
                row.What.IsPresent ? new($"{row.What.Title} {row.What.Version}".PadRight(VersionWidth)) : new("not in this build", Styles.Bad),
                new(row.What.IsPresent ? row.Use : ""));
        }

        foreach (var row in Rows().Where(row => !row.What.IsPresent))
        {
            terminal.Line();
            terminal.Paragraph($"{row.What.Name} is missing: {row.What.WhyMissing}. What brings it: {row.What.WhatBringsIt}.");
        }
    }

    private static string Json()
    {
        return JsonText.Object(writer =>
        {
            writer.WriteNumber("version", 1);
            writer.WriteStartArray("engines");
            foreach (var row in Rows())
            {
                writer.WriteStartObject();
                writer.WriteString("kind", row.Kind);
                writer.WriteString("name", row.What.Name);
                writer.WriteString("title", row.What.Title);
                writer.WriteString("version", row.What.Version);
                writer.WriteBoolean("present", row.What.IsPresent);
                writer.WriteString("why_missing", row.What.WhyMissing);
                writer.WriteString("what_brings_it", row.What.IsPresent ? null : row.What.WhatBringsIt);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private sealed record Row(string Kind, EngineAvailability What, string Use);
}
