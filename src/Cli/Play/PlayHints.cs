using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>The hints of a game. Each is what a search has shown, within so much time; what it has not shown is not said.</summary>
internal sealed class PlayHints(ISubject subject, TimeSpan patience)
{
    private HuntResult? _all;

    /// <summary>What all schedules of the stage come to: searched once.</summary>
    private HuntResult All => _all ??= new Hunt(subject, new HuntOptions
    {
        Strategy = HuntOptions.Exhaustive,
        Time = patience,
        Notes = false,
        Coverage = false,
        Shrink = false,
    }).Run();

    internal string At(PlayedRun run)
    {
        if (All.Verdict == Verdict.NoneExhaustive)
        {
            return Never();
        }

        using var stop = new CancellationTokenSource(patience);
        var choices = run.Position.Recording.Choices;
        var hint = HintSearch.From(subject, choices, stop.Token);
        return hint.Kind switch
        {
            HintKind.Way => Way(run, hint, choices.Count),
            HintKind.NoWay => $"From here no schedule fails ({Tried(hint.Schedules)}): u takes a move back.",
            _ => $"Not known: {Tried(hint.Schedules)} in {Numbers.Duration(patience)}, and none failed; more time is --time SECONDS.",
        };
    }

    /// <summary>The run has ended without a finding: whether another would have had one.</summary>
    internal string AtEnd() => All.Verdict switch
    {
        Verdict.NoneExhaustive => Never(),
        Verdict.Found => "Another schedule fails: u takes a move back, h then says whether it is early enough.",
        _ => "u takes a move back.",
    };

    private string Never()
        => $"It cannot be done: no schedule fails. That is known after {Numbers.Count(All.Schedules, "schedule")} and {Numbers.Count(All.States, "state")}, "
            + "one schedule of each class of equivalent ones.";

    private static string Tried(long schedules) => $"{Numbers.Count(schedules, "schedule")} tried";

    private static string Way(PlayedRun run, PlayHint hint, int made)
    {
        var options = run.Position.Options;
        int current = options.ToList().FindIndex(o => o.IsCurrent);
        // Where one alone can step there is nothing to choose.
        int slot = options.Count == 1 ? 0 : made < hint.Choices.Count ? ChoiceLog.FromCanonical(hint.Choices[made], current) : Math.Max(current, 0);
        string switches = hint.Switches switch
        {
            null => "",
            0 => " without a switch",
            1 => " with 1 switch, and none with fewer",
            { } count => $" with {count} switches, and none with fewer",
        };
        return $"There is a way to a finding from here{switches}, in {Numbers.Count(hint.Steps - run.Steps, "step")}: step {options[slot].Name}.";
    }
}
