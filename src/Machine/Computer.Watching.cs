namespace Smp.Machine;

/// <summary>
/// What somebody on another thread may look at while a run is under way: whether it moves. Costs nothing per step.
/// </summary>
public sealed partial class Computer
{
    private bool _atWork;
    private long _runs;
    private Site _stageSite;

    /// <summary>Whether a run, or a part of the stage, is under way.</summary>
    public bool IsAtWork => Volatile.Read(ref _atWork);

    /// <summary>Where it is: the run, counted from the first, and the step in it. While it is at work and this does not change, no step ends.</summary>
    public (long Run, int Step) Progress => (Volatile.Read(ref _runs), Volatile.Read(ref _steps));

    /// <summary>Whether the stage is done.</summary>
    public bool IsSealed => _sealed;

    /// <summary>Whether detectors and the clauses of the scenario are being asked, and not an agent's code run.</summary>
    public bool IsInspecting => _inspecting;

    /// <summary>The step announced last on the stage: where to look if it does not go on.</summary>
    public Site LastStageSite => _stageSite;
}
