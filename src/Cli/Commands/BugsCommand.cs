using System.CommandLine;

namespace Smp.Cli;

/// <summary><c>smp bugs</c>: the book of bugs, made from a matrix.</summary>
internal static class BugsCommand
{
    internal static Command Create(Shell shell)
    {
        var matrix = new Argument<string>("MATRIX") { Description = "A matrix that smp matrix --twins --json has written" };
        var tables = Options.Flag("--tables", "Only the tables, every cell with its token, as in the README");
        var output = Options.Text("--output", "FILE", "Write it there instead of on standard output", "-o");
        var assembly = Options.Assembly();
        var command = new ToolCommand(
            "bugs",
            "The bugs of a computed matrix, as Markdown: where each is found, its shortest interleaving, its fix, its twin.",
            "smp matrix --twins --json matrix.json",
            "smp bugs matrix.json -o docs/bugs.md") { matrix, tables, output, assembly };
        command.SetAction(parse =>
        {
            var from = new Sources(parse, shell.Variable);
            var computed = MatrixFile.Read(parse.GetValue(matrix)!, new KnownScenarios(from.Many(assembly)));
            var file = from.One(output) is { } path ? OutputFile.At(path.Text, "-o") : null;
            string text = from.Flag(tables) ? MatrixMarkdown.Write([.. computed.Rows.SelectMany(row => row.Cells)]) : BugBook.Write(computed);
            if (file is null)
            {
                shell.Out.Text(text);
            }
            else
            {
                file.Write(text);
            }

            return ExitCodes.Nothing;
        });
        return command;
    }
}
