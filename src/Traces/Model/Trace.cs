namespace Smp.Traces;

/// <summary>
/// The canonical trace of one run: what every exporter is a pure function of. Equal schedules give equal traces, in
/// every engine and on every machine.
/// </summary>
/// <param name="Header">What was run, and what came of it.</param>
/// <param name="Lines">
/// Steps, each followed by the messages and log lines that belong to it. They can be read any number of times and are the
/// same each time; those of a long run are made while they are read.
/// </param>
public sealed record Trace(TraceHeader Header, IEnumerable<TraceLine> Lines)
{
    /// <summary>The lines of the schedule beside this one, that of <see cref="TraceHeader.Contrast"/>; without the memory it changes; empty where they are not kept.</summary>
    public IReadOnlyList<TraceLine> Beside { get; init; } = [];

    /// <summary>The sources of the modules in it, as far as they are at hand.</summary>
    public IReadOnlyList<TraceSource> Sources { get; init; } = [];

    /// <summary>The steps, in order.</summary>
    public IEnumerable<TraceStep> Steps => Lines.OfType<TraceStep>();

    /// <summary>How many steps there are.</summary>
    public int StepCount => Steps.Count();

    /// <summary>How many of them were switches: the agent before could have gone on.</summary>
    public int Switches => Steps.Count(step => step.IsSwitch);
}
