using System.CommandLine;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary><c>smp modinfo</c>: what modinfo(8) says of a module.</summary>
internal static class ModinfoCommand
{
    internal static Command Create(Shell shell)
    {
        var name = new Argument<string>("MODULE") { Description = "The name of a module: hello_5" };
        var assembly = Options.Assembly();
        var command = new ToolCommand(
            "modinfo",
            "Show what a module says of itself, as modinfo(8) does: license, author, description, parameters, and what it depends on.",
            "smp modinfo hello_5",
            "smp modinfo sleep") { name, assembly };
        command.SetAction(parse =>
        {
            var known = new KnownScenarios(new Sources(parse, shell.Variable).Many(assembly));
            var file = Find(new Given(parse.GetValue(name)!, "MODULE"), ModuleFile.All(known.All));
            foreach (string line in file.Modinfo)
            {
                shell.Out.Line(line);
            }

            return ExitCodes.Nothing;
        });
        return command;
    }

    /// <summary>The module of a name, in which a '-' is an '_'.</summary>
    private static ModuleFile Find(Given name, IReadOnlyList<ModuleFile> files)
    {
        string wanted = name.Text.Replace('-', '_');
        foreach (var file in files)
        {
            if (file.Name == wanted)
            {
                return file;
            }
        }

        string suggestion = Nearest.Suggest(wanted, files.Select(file => file.Name));
        throw new UsageException($"{name.Where}: unknown module '{Given.Printed(name.Text)}'"
            + (suggestion.Length > 0 ? suggestion : $"; there are {string.Join(", ", files.Select(file => file.Name))}"));
    }
}
