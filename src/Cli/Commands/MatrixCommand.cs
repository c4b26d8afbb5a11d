using System.CommandLine;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary><c>smp matrix</c>: every catalogued bug in every environment.</summary>
internal static class MatrixCommand
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(20);

    internal static Command Create(Shell shell)
    {
        var options = new MatrixOptions();
        var command = new ToolCommand(
            "matrix",
            "Every catalogued bug in every environment: found (with how few switches), proved absent, or not found.",
            "smp matrix --module sleep",
            "smp matrix --env S26,S68 --twins --json matrix.json");
        options.AddTo(command);
        command.SetAction(parse => Run(options, parse, new Sources(parse, shell.Variable), shell));
        return command;
    }

    private static int Run(MatrixOptions options, ParseResult parse, Sources from, Shell shell)
    {
        var known = new KnownScenarios(from.Many(options.Assembly));
        var modules = from.Many(options.Module).SelectMany(Values.Split).ToList();
        var environments = Chosen(from.Many(options.Env).SelectMany(Values.Split));
        var rows = MatrixRows.Of(known.All, modules);
        bool twinsToo = from.Flag(options.Twins);
        bool isMarkdown = parse.GetValue(options.Markdown);
        string? json = from.One(options.Json)?.Text;
        if (isMarkdown && json == "-")
        {
            throw new UsageException("--markdown: standard output is for one of --json - and --markdown, not for both");
        }

        var file = json is null or "-" ? null : OutputFile.At(json, "--json");
        var hunt = new HuntOptions
        {
            Time = from.Read(options.Time, Values.Seconds, s_time),
            Seed = from.Read(options.Seed, Values.Seed, 1ul),
            Workers = 1,
        };
        int jobs = from.Read(options.Jobs, Values.Workers, Environment.ProcessorCount);
        using var interrupts = new Interrupts(shell.Error);
        var run = new MatrixRun(
            hunt, jobs, shell.Error, interrupts.Token, from.Read(options.Watchdog, Values.Watchdog, Watchdog.DefaultLimit));
        var cells = run.Compute("matrix", MatrixRows.Cells(rows, environments));
        var twins = twinsToo ? run.Compute("twins", Twins(known, rows, MatrixRows.Controls(known.All, modules), environments)) : null;
        bool interrupted = interrupts.Token.IsCancellationRequested && cells.Concat(twins ?? []).Any(c => c.Result == CellResult.Open);

        string text = json is null ? "" : MatrixJson.Write(cells, twins, interrupted);
        file?.Write(text);
        if (json == "-")
        {
            shell.Out.Text(text);
            Errors(shell.Error, cells, twins);
        }
        else if (isMarkdown)
        {
            shell.Out.Text(MatrixMarkdown.Write(cells));
            Errors(shell.Error, cells, twins);
        }
        else
        {
            Print(shell.Out, cells, twins, environments, interrupted);
        }

        return interrupted ? ExitCodes.Interrupted
            : cells.Concat(twins ?? []).Any(c => c.Result == CellResult.Failed) ? ExitCodes.TestbedFailed
            : ExitCodes.Nothing;
    }

    private static void Print(
        Terminal terminal,
        IReadOnlyList<MatrixCell> cells,
        IReadOnlyList<MatrixCell>? twins,
        IReadOnlyList<KernelProfile> environments,
        bool interrupted)
    {
        MatrixTable.Print(terminal, cells, environments);
        if (twins is not null)
        {
            MatrixTable.PrintTwins(terminal, twins, environments);
        }

        if (interrupted)
        {
            terminal.Line();
            terminal.Line(new("Interrupted", Styles.Unsure), new(": what is marked - was not computed."));
        }
    }

    private static void Errors(Terminal terminal, IReadOnlyList<MatrixCell> cells, IReadOnlyList<MatrixCell>? twins)
    {
        foreach (var cell in cells.Concat(twins ?? []).Where(c => c.Error is not null))
        {
            terminal.Line($"error {cell.Scenario.Name} in {cell.Environment.Name}: {Given.Printed(cell.Error!)}");
        }
    }

    private static IReadOnlyList<MatrixCell> Twins(
        KnownScenarios known, IReadOnlyList<Scenario> rows, IReadOnlyList<Scenario> controls, IReadOnlyList<KernelProfile> environments)
    {
        var twins = known.All.Where(s => s.Corrected).ToDictionary(s => s.Name, StringComparer.Ordinal);
        return MatrixRows.Cells(rows.Select(row => twins.GetValueOrDefault(row.Name + ".fixed")).OfType<Scenario>().Concat(controls), environments);
    }

    /// <summary>In the order of results, whatever order they were named in.</summary>
    private static IReadOnlyList<KernelProfile> Chosen(IEnumerable<Given> names)
    {
        var chosen = names.Select(KnownScenarios.Environment).ToHashSet();
        return chosen.Count == 0 ? Environments.All : [.. Environments.All.Where(chosen.Contains)];
    }
}
