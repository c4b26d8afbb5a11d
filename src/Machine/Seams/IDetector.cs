namespace Smp.Machine;

/// <summary>
/// Watches a run and may end it with a finding. A detector depends only on the happens-before order of the steps,
/// never on the linearisation it happens to see.
/// </summary>
public interface IDetector
{
    /// <summary>Its name in results: <c>memory</c>, <c>never</c>, <c>hung-task</c>.</summary>
    string Name { get; }

    /// <summary>Whether it only keeps count and never finds anything; such a one is not named in results.</summary>
    bool OnlyWatches => false;

    /// <summary>Whether <see cref="OnStep"/> is to be called after every step; detectors that only need faults or the end cost nothing.</summary>
    bool WantsSteps { get; }

    /// <summary>
    /// What its verdict depends on. One that looks after every step and does not say more forbids partial-order reduction.
    /// </summary>
    DetectorSight Sight => WantsSteps ? DetectorSight.Linearisation : DetectorSight.HappensBefore;

    /// <summary>
    /// What the detector remembers of the run so far, as part of the state identity; null if it cannot say, which
    /// forbids pruning.
    /// </summary>
    ulong? Digest { get; }

    /// <summary>A new schedule begins.</summary>
    void Begin();

    /// <summary>A step has been taken.</summary>
    Finding? OnStep(Computer computer);

    /// <summary>An access failed; the agent will not step again.</summary>
    Finding? OnFault(Computer computer, in Fault fault);

    /// <summary>The kernel complains in the step that is being taken.</summary>
    Finding? OnAlarm(Computer computer, in Alarm alarm) => null;

    /// <summary>No agent can step any more.</summary>
    Finding? OnEnd(Computer computer);
}
