namespace Smp.Exploration;

/// <summary>What exploring for some time came to.</summary>
/// <param name="Hunts">How many hunts it took: one that is done before the time is up is begun anew.</param>
/// <param name="Schedules">Schedules.</param>
/// <param name="Steps">Steps.</param>
/// <param name="Seconds">How long it took, as the hunts say.</param>
/// <param name="Bytes">Bytes allocated by all threads.</param>
/// <param name="ProcessorSeconds">The time that processors gave to all threads, the JIT's and the collector's included.</param>
public readonly record struct Sample(int Hunts, long Schedules, long Steps, double Seconds, long Bytes, double ProcessorSeconds)
{
    /// <summary>Schedules a second.</summary>
    public double SchedulesPerSecond => Seconds > 0 ? Schedules / Seconds : 0;

    /// <summary>How many processors the process had: less than it has workers where others want them too.</summary>
    public double Processors => Seconds > 0 ? ProcessorSeconds / Seconds : 0;

    /// <summary>Steps a second of processor time: the same as by the clock for one worker on an idle machine.</summary>
    public double StepsPerProcessorSecond => ProcessorSeconds > 0 ? Steps / ProcessorSeconds : 0;

    /// <summary>Steps a second.</summary>
    public double StepsPerSecond => Seconds > 0 ? Steps / Seconds : 0;
}
