using System.CommandLine;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary><c>smp shell</c>: a prompt on the simulated computer.</summary>
internal static class PromptCommand
{
    // Where two things can happen at the same time.
    private const string Usual = "S26";

    internal static Command Create(Shell shell)
    {
        var environment = Options.Text("--env", "E", $"The environment [default: {Usual}]");
        var seed = Options.Text("--seed", "N", "Draw the order of steps at random from this number [default: everybody takes turns]");
        var script = Options.Text("--script", "FILE", "Take the lines from a file and print what a terminal would show");
        var assembly = Options.Assembly();
        var command = new ToolCommand(
            "shell",
            "Boot the computer and type commands: insmod, rmmod, cat, echo, dmesg, jobs with &, and step, tick, undo. help there lists them all. "
            + "Exit 1: the kernel complained of something (an oops, a panic); 0: it did not.",
            "smp shell",
            "smp shell --env S68 --script session.txt") { environment, seed, script, assembly };
        command.SetAction(parse =>
        {
            var from = new Sources(parse, shell.Variable);
            var profile = from.Read(environment, KnownScenarios.Environment, KnownScenarios.Environment(new Given(Usual, "--env")));
            ulong? number = from.One(seed) is { } given ? Values.Seed(given) : null;
            var modules = new ModuleShelf(profile);
            foreach (var own in new KnownScenarios(from.Many(assembly)).Own)
            {
                modules.AddModulesOf(own);
            }

            var session = new ShellSession(new ShellSetup(profile) { Modules = modules, Seed = number, Words = new TraceWords(profile, number, shell.Out) });
            if (from.One(script) is { } file)
            {
                RunScript(session, file, shell);
            }
            else
            {
                ShellPrompt.Run(session, profile.Summary, shell);
            }

            return session.HasFindings ? ExitCodes.Found : ExitCodes.Nothing;
        });
        return command;
    }

    private static void RunScript(ShellSession session, Given file, Shell shell)
    {
        foreach (string line in InputFile.Lines(file.Text, "--script"))
        {
            shell.Out.Text($"{ShellSession.Prompt}{line}\n{session.Do(line)}");
            if (session.IsOver)
            {
                break;
            }
        }
    }
}
