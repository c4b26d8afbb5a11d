using System.CommandLine;
using System.CommandLine.Help;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>The tool: its commands, and what becomes of errors.</summary>
internal static class Tool
{
    private static readonly string[] s_examples = ["smp demo", "smp explore sleep/SLP-1"];

    /// <summary>Runs a command line; the exit status.</summary>
    internal static int Run(string[] args, Shell shell)
    {
        var debug = Options.Flag("--debug", "Show the stack of what failed unexpectedly");
        debug.Recursive = true;
        var root = Root(shell, debug);
        bool wantsStack = args.Contains(debug.Name);
        try
        {
            if (args.Length == 0)
            {
                // Not 0: a script that lost its command must not read that nothing was found.
                Invoke(root.Parse(["--help"], Parsing()), shell.Error);
                return ExitCodes.Usage;
            }

            var parse = root.Parse(args, Parsing());
            return ParseErrors.Line(parse) is { } wrong && parse.Action is not HelpWithExamples and not ShowVersion
                ? throw new UsageException(wrong)
                : Invoke(parse, shell.Out);
        }
        catch (UsageException e)
        {
            shell.Error.Line($"smp: {Given.Printed(e.Message)}");
            return ExitCodes.Usage;
        }
        catch (Exception e)
        {
            shell.Error.Line(wantsStack ? $"smp: {e}" : $"smp: {Describe(e)} (--debug shows where)");
            return ExitCodes.TestbedFailed;
        }
    }

    private static RootCommand Root(Shell shell, Option debug)
    {
        var root = new RootCommand(
            "A testbed for races in kernel modules: runs a module on a simulated SMP computer, tries its interleavings, and shows "
            + "the race, or proves that none is left to try.")
        {
            DemoCommand.Create(shell),
            ListCommand.Create(shell),
            ShowCommand.Create(shell),
            ModinfoCommand.Create(shell),
            ExploreCommand.Create(shell),
            MatrixCommand.Create(shell),
            BugsCommand.Create(shell),
            ReplayCommand.Create(shell),
            CompareCommand.Create(shell),
            PlayCommand.Create(shell),
            PromptCommand.Create(shell),
            StressCommand.Create(shell),
            BenchCommand.Create(shell),
            EnginesCommand.Create(shell),
        };
        root.Add(debug);
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction usual } help)
            {
                usual.MaxWidth = shell.Out.Width;
                help.Action = new HelpWithExamples(usual, s_examples);
            }
            else if (option is VersionOption version)
            {
                version.Action = new ShowVersion();
                version.Description = "Show version and commit";
            }
        }

        return root;
    }

    private static int Invoke(ParseResult parse, Terminal output)
        => parse.Invoke(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = output.Writer,
        });

    // A scenario or a token never begins with an @ that means a file.
    private static ParserConfiguration Parsing() => new() { ResponseFileTokenReplacer = null };

    private static string Describe(Exception e) => Given.Printed(e switch
    {
        MachineException or Exploration.StuckException => $"the testbed failed: {e.Message}",
        IOException or UnauthorizedAccessException => e.Message,
        _ => $"the testbed failed: {e.GetType().Name}: {e.Message}",
    });
}
