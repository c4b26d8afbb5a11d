using System.CommandLine;
using Smp.Exploration;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary><c>smp explore</c>: hunts in scenarios, one result for each and each of its environments.</summary>
internal static class ExploreCommand
{
    internal static Command Create(Shell shell)
    {
        var options = new ExploreOptions();
        var command = new ToolCommand(
            "explore",
            "Explore scenarios: try their interleavings until a race is found, or none is left to try. Every option may be given as a "
            + "variable too: --keep-going is SMP_KEEP_GOING=1.",
            "smp explore 'sleep/*.fixed' --require-proof --json results.json",
            "smp explore sleep/SLP-1 --env S26 --engine coyote --strategy q-learning");
        options.AddTo(command);
        command.SetAction(parse => Run(ExploreSettings.Of(options, parse, shell.Variable), shell));
        return command;
    }

    private static int Run(ExploreSettings settings, Shell shell)
    {
        var known = new KnownScenarios(settings.Assemblies);
        var plan = Plan.Of(known, settings.Scenarios, settings.All, settings.Environments);
        if (settings.Hunt.Checkpoint is not null && plan.Count != 1)
        {
            throw new UsageException($"--checkpoint: for one scenario in one environment, not for {Numbers.Count(plan.Count, "hunt")}");
        }

        bool jsonOnly = settings.Json == "-";
        var json = settings.Json is null || jsonOnly ? null : OutputFile.At(settings.Json, "--json");
        var traces = settings.Traces is null ? null : new TraceFiles(settings.Traces);
        var report = new ExploreReport(jsonOnly ? shell.Error : shell.Out, plan, columns: !settings.Quiet && !jsonOnly);
        var records = settings.Record ? new RecordedFiles() : null;
        var results = new List<HuntResult>();
        using var interrupts = new Interrupts(shell.Error);

        foreach (var hunt in plan)
        {
            if (interrupts.Token.IsCancellationRequested)
            {
                break;
            }

            var result = Hunt(hunt, settings, shell, interrupts.Token);
            results.Add(result);
            traces?.Write(result);
            records?.Write(result);
            report.Add(result);
            if (result.IsStuck)
            {
                // Its thread does not come back and holds a core: what there is is written, and then the process ends.
                break;
            }
        }

        traces?.WriteIndex();
        bool stuck = results.Any(r => r.IsStuck);
        bool interrupted = results.Count < plan.Count || results.Any(r => r.Cancelled);
        report.End(interrupted);
        if (records is not null)
        {
            shell.Error.Line($"recorded {Numbers.Count(records.Count, "schedule")} in {Path.GetFullPath(RecordedFiles.Directory)}");
        }

        string text = settings.Json is null ? "" : ResultJson.Write(results, traces is null ? null : traces.PathOf, interrupted);
        json?.Write(text);
        if (jsonOnly)
        {
            shell.Out.Text(text);
        }

        return ExitCodes.Of(results, settings.RequireProof, interrupted && !stuck);
    }

    private static HuntResult Hunt(PlannedHunt hunt, ExploreSettings settings, Shell shell, CancellationToken cancel)
    {
        var watchdog = new Watchdog(settings.Watchdog);
        try
        {
            return watchdog.Run(() => Hunt(hunt, settings, shell, watchdog, cancel));
        }
        catch (CheckpointException e)
        {
            throw new UsageException($"--checkpoint: {e.Message}");
        }
        catch (StuckException e)
        {
            return FailedResult.Of(hunt, settings.Granularity, settings.Host.Name, settings.Hunt, e);
        }
    }

    private static HuntResult Hunt(PlannedHunt hunt, ExploreSettings settings, Shell shell, Watchdog watchdog, CancellationToken cancel)
    {
        ScenarioSubject subject;
        try
        {
            subject = new ScenarioSubject(
                hunt.Scenario, hunt.Environment, settings.Faults, settings.Granularity, settings.Host, watchdog.Saw);
        }
        catch (ScenarioException e)
        {
            throw new UsageException($"--granularity: {e.Message}");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The scenario cannot set its stage.
            return FailedResult.Of(hunt, settings.Granularity, settings.Host.Name, settings.Hunt, e);
        }

        using var progress = new ProgressLine(shell.Error, $"{subject.Scenario}  {subject.Environment}");
        var options = settings.Hunt with { Resumed = schedules => shell.Error.Line($"resumed: {Numbers.Count(schedules, "schedule")} so far") };
        return new Hunt(subject, options).Run(shell.Error.IsLive ? progress : null, cancel);
    }
}
