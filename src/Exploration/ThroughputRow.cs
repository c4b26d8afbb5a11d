using Smp.Machine;

namespace Smp.Exploration;

/// <summary>What measuring one program gave.</summary>
/// <param name="Name">The program.</param>
/// <param name="SchedulesPerSecond">Schedules a second, strategy random, detectors off, one worker.</param>
/// <param name="StepsPerSecond">Steps a second.</param>
/// <param name="BytesPerSchedule">Bytes allocated a schedule after warm-up, as the collector counts them.</param>
/// <param name="FinalStates">Distinct final states reached: what shows that schedules were really run.</param>
/// <param name="RatioToPlainLoop">Steps a second over iterations a second of the plain loop (<see cref="Throughput"/>).</param>
public readonly record struct ThroughputRow(
    string Name,
    double SchedulesPerSecond,
    double StepsPerSecond,
    double BytesPerSchedule,
    long FinalStates,
    double RatioToPlainLoop)
{
    /// <summary>Who explored.</summary>
    public string Engine { get; init; } = HuntResult.BuiltInEngine;

    /// <summary>Where the actors lived.</summary>
    public string Host { get; init; } = ISubject.BuiltInHost;
}
