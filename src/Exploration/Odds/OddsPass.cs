using System.Globalization;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The odds of a hunt that has come to its verdict. Where an exhaustive search found nothing they are 0 and cost nothing;
/// where something was found they are computed within a fifth of the hunt's budget, if that is still left.
/// </summary>
internal sealed class OddsPass(ISubject subject, HuntOptions options)
{
    private const double Share = 0.2;
    private const int SchedulesPerLook = 64;

    // Of a dictionary's entry, and of the one it is copied from while it grows.
    private const int BytesAState = 100;

    /// <summary>The odds; null if nobody asked for them, or the hunt was none that could tell.</summary>
    internal FailureOdds? After(HuntResult result, TimeSpan left, CancellationToken cancel)
    {
        if (!options.Odds || options.Until is not null || options.Engine is not null || options.Switches is not null || result.Cancelled)
        {
            return null;
        }

        return result.Verdict switch
        {
            Verdict.NoneExhaustive => new FailureOdds(0, result.States, FailureOdds.Proof, ""),
            Verdict.Found when options.Strategy is null or HuntOptions.Exhaustive => Compute(left < options.Time * Share ? left : options.Time * Share, cancel),
            _ => null,
        };
    }

    private FailureOdds Compute(TimeSpan time, CancellationToken cancel)
    {
        using var computer = subject.Build();
        computer.MaxSteps = options.MaxSteps ?? computer.MaxSteps;
        if (!computer.CanPrune)
        {
            return FailureOdds.NotKnown(0, "a detector cannot be part of a state");
        }

        using var timer = new CancellationTokenSource(time > TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(1), options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        var search = new OddsSearch((int)Math.Clamp(options.Memory / BytesAState, 1, int.MaxValue));
        try
        {
            while (!search.IsFinished && (search.Schedules % SchedulesPerLook != 0 || !stop.IsCancellationRequested))
            {
                search.RunNext(computer);
            }
        }
        catch (MachineException e)
        {
            // Schedules that the hunt did not come to before it had its finding: no reason to withhold that.
            return FailureOdds.NotKnown(search.States, e.Message);
        }

        return search.Unknown.Length != 0 ? FailureOdds.NotKnown(search.States, search.Unknown)
            : search.IsFinished ? new FailureOdds(search.Probability, search.States, FailureOdds.StateGraph, "")
            : cancel.IsCancellationRequested ? FailureOdds.NotKnown(search.States, "interrupted")
            : FailureOdds.NotKnown(search.States, string.Create(CultureInfo.InvariantCulture, $"not done after {time.TotalSeconds:0.#} s and {search.States:N0} states"));
    }
}
