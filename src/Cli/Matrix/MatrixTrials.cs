using Smp.Exploration;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>Computes a cell: the source first, then as compiled, then both with user copies that may sleep.</summary>
internal static class MatrixTrials
{
    private const string Sleep = "sleep";

    /// <summary>Hunts for the cell's own bug; in a twin or a control, where no bug has any business, for anything.</summary>
    internal static MatrixCell Compute(
        MatrixCell cell,
        HuntOptions options,
        IProgress<HuntProgress>? progress,
        CancellationToken cancel,
        Action<ISubject, Computer>? made = null)
    {
        bool isOneBug = cell.Scenario is { Corrected: false, IsControl: false } && MatrixRows.IsCatalogued(cell.Scenario.Bug);
        options = options with { Until = isOneBug ? cell.Scenario.Bug : null };
        try
        {
            var computed = Of(cell, BugHunt.Run(Trials(cell, made), options, progress, cancel));
            return isOneBug && computed.Result == CellResult.Found
                ? computed with { IsSourceOnly = IsSourceOnly(computed, options, made, cancel) }
                : computed;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The scenario cannot set its stage: the other cells are computed all the same.
            return Failed(cell, e is MachineException or ScenarioException ? e.Message : $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>A cell whose hunt failed before it had a result.</summary>
    internal static MatrixCell Failed(MatrixCell cell, string error) => cell with
    {
        Result = CellResult.Failed,
        Verdict = Verdict.Error,
        Error = error,
    };

    private static MatrixCell Of(MatrixCell cell, BugHuntResult result)
    {
        var kind = result.Verdict switch
        {
            Verdict.Found => CellResult.Found,
            Verdict.Error => CellResult.Failed,
            _ when result.IsCancelled => CellResult.Open,
            Verdict.NoneExhaustive => CellResult.Absent,
            _ => CellResult.NotFound,
        };
        var last = result.Trials[^1];
        return cell with
        {
            Result = kind,
            Verdict = result.Verdict,
            Needs = result.Found is null ? "" : Needs(last.Granularity),
            Schedules = result.Found?.FirstHit ?? result.Trials.Sum(t => t.Schedules),
            States = result.Trials.Sum(t => t.States),
            Switches = result.Found?.Switches ?? 0,
            Token = result.Found?.Token.ToString() ?? "",
            Trials = [.. result.Trials.Select(t => t.Granularity)],
            Others = Others(result),
            IsReached = result.Trials.All(t => t.Reached.All(c => c.IsReached)),
            Error = kind == CellResult.Failed ? $"{last.Granularity}: {last.ErrorMessage}" : null,
        };
    }

    private static List<Func<ISubject>> Trials(MatrixCell cell, Action<ISubject, Computer>? made)
    {
        var source = new ScenarioSubject(cell.Scenario, cell.Environment, made: made);
        var trials = new List<Func<ISubject>> { () => source };
        if (source.IsChangedByCompiler)
        {
            trials.Add(() => new ScenarioSubject(cell.Scenario, cell.Environment, granularity: ScenarioSubject.Compiled, made: made));
        }

        trials.Add(() => new ScenarioSubject(cell.Scenario, cell.Environment, faults: true, made: made));
        if (source.IsChangedByCompiler)
        {
            trials.Add(() => new ScenarioSubject(cell.Scenario, cell.Environment, faults: true, ScenarioSubject.Compiled, made: made));
        }

        return trials;
    }

    /// <summary>Whether the bug that the source has is gone, provably, in what the compiler made of it.</summary>
    private static bool IsSourceOnly(MatrixCell found, HuntOptions options, Action<ISubject, Computer>? made, CancellationToken cancel)
    {
        if (found.Needs is not ("" or Sleep) || !new ScenarioSubject(found.Scenario, found.Environment).IsChangedByCompiler)
        {
            return false;
        }

        var compiled = new ScenarioSubject(found.Scenario, found.Environment, found.NeedsSleep, ScenarioSubject.Compiled, made: made);
        return new Hunt(compiled, options with { Shrink = false }).Run(null, cancel).Verdict == Verdict.NoneExhaustive;
    }

    /// <summary>What a granularity asks for besides the source and its environment.</summary>
    internal static string Needs(string granularity)
    {
        ScenarioSubject.TryParseGranularity(granularity, out string level, out bool faults);
        return (level, faults) switch
        {
            (ScenarioSubject.Source, false) => "",
            (ScenarioSubject.Source, true) => Sleep,
            (_, false) => ScenarioSubject.Compiled,
            _ => $"{ScenarioSubject.Compiled}+{Sleep}",
        };
    }

    private static List<string> Others(BugHuntResult result)
        => [.. result.Trials
            .SelectMany(trial => trial.Findings)
            .Where(finding => finding.Id != result.Found?.Id)
            .Select(finding => finding.Bug ?? finding.Id)
            .Where(name => name != result.Found?.Bug)
            .Distinct()
            .Order(StringComparer.Ordinal)];
}
