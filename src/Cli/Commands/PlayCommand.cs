using System.CommandLine;
using Smp.Exploration;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary><c>smp play</c>: the player decides who steps.</summary>
internal static class PlayCommand
{
    private static readonly TimeSpan s_hintTime = TimeSpan.FromSeconds(5);

    // Where most of the races are; a scenario that has it not is played in the first it has.
    private const string Usual = "S26";

    internal static Command Create(Shell shell)
    {
        var what = new Argument<string>("SCENARIO") { Description = "What to play; smp list shows all" };
        var environment = Options.Text("--env", "E", $"The environment [default: {Usual}, or the first the scenario has]");
        var time = Options.Text("--time", "SECONDS", "How long a hint may take [default: 5]");
        var granularity = Options.Text("--granularity", "G", "source, or compiled: as a compiler changed the module [default: source]");
        var faults = Options.Flag("--faults", "A copy to or from user memory may fault and sleep");
        var assembly = Options.Assembly();
        var patience = Options.Watchdog();
        var command = new ToolCommand(
            "play",
            "Be the scheduler: choose who steps next, and win by reaching a finding. Hints are searched for from where you are, so they are true; "
            + "a corrected module cannot be made to fail, and h says after how many schedules that is known. Exit 1: found; 0: not.",
            "smp play sleep/SLP-1",
            "smp play sleep/SLP-1.fixed --env S26") { what, environment, time, granularity, faults, assembly, patience };
        command.SetAction(parse =>
        {
            var from = new Sources(parse, shell.Variable);
            var known = new KnownScenarios(from.Many(assembly));
            var given = from.One(environment);
            var scenario = known.Find(new Given(parse.GetValue(what)!, "SCENARIO"));
            var profile = given is { } named ? Plan.Of(known, [new Given(scenario.Name, "SCENARIO")], all: false, [named])[0].Environment
                : scenario.Environments.FirstOrDefault(e => e.Name == Usual) ?? scenario.Environments[0];
            var watchdog = new Watchdog(from.Read(patience, Values.Watchdog, Watchdog.DefaultLimit));
            var subject = Subject(scenario, profile, from.Flag(faults), from.Read(granularity, Values.Granularity, ScenarioSubject.Source), watchdog);
            var hintTime = from.Read(time, Values.Seconds, s_hintTime);
            return watchdog.Run(() =>
            {
                using var game = new PlayGame(subject, scenario.Summary, hintTime, shell.Out, shell.In);
                return game.Play();
            });
        });
        return command;
    }

    private static ScenarioSubject Subject(Scenario scenario, Kernel.KernelProfile profile, bool faults, string granularity, Watchdog watchdog)
    {
        try
        {
            return new ScenarioSubject(scenario, profile, faults, granularity, made: watchdog.Saw);
        }
        catch (ScenarioException e)
        {
            throw new UsageException($"--granularity: {e.Message}");
        }
    }
}
