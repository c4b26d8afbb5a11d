using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Measures how fast a subject is explored, through the same <see cref="Hunt"/> that looks for bugs: whatever strategy,
/// engine, host and number of workers a hunt can have can be measured.
/// </summary>
public sealed class Measurement
{
    private const double Enough = 0.9;
    private readonly ISubject _subject;
    private readonly HuntOptions _options;

    /// <summary>A measurement.</summary>
    /// <param name="subject">What is explored.</param>
    /// <param name="options">How; findings never end a measurement, and its time is given for each run.</param>
    public Measurement(ISubject subject, HuntOptions options)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(options);
        _subject = subject;
        _options = options with { KeepGoing = true, Notes = false, Until = null };
    }

    /// <summary>Explores for so long.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public Sample Run(TimeSpan time, CancellationToken cancel = default)
    {
        var sample = default(Sample);
        do
        {
            sample = Add(sample, _options with { Time = time - TimeSpan.FromSeconds(sample.Seconds) }, cancel);
        }
        while (sample.Seconds < time.TotalSeconds * Enough && !cancel.IsCancellationRequested);
        return sample;
    }

    /// <summary>
    /// Several such hunts at the same moment that share nothing but the machine they run on: what more workers could come to
    /// at best.
    /// </summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public Sample RunApart(TimeSpan time, int hunts, CancellationToken cancel = default)
    {
        var samples = new Sample[hunts];
        var used = Environment.CpuUsage.TotalTime;
        Workers.Run(hunts, i => samples[i] = new Measurement(_subject, _options).Run(time, cancel));
        return new Sample(
            samples.Sum(s => s.Hunts),
            samples.Sum(s => s.Schedules),
            samples.Sum(s => s.Steps),
            samples.Average(s => s.Seconds),
            samples.Max(s => s.Bytes),
            (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    /// <summary>Explores so many schedules.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public Sample Run(long schedules, CancellationToken cancel = default)
        => Add(default, _options with { Schedules = schedules, Time = TimeSpan.FromDays(1) }, cancel);

    private Sample Add(Sample sample, HuntOptions options, CancellationToken cancel)
    {
        long before = GC.GetTotalAllocatedBytes();
        var used = Environment.CpuUsage.TotalTime;
        var result = new Hunt(_subject, options).Run(null, cancel);
        long bytes = GC.GetTotalAllocatedBytes() - before;
        return result.Verdict == Verdict.Error
            ? throw new MachineException($"{_subject.Scenario} in {_subject.Environment}: {result.ErrorMessage}")
            : new Sample(
                sample.Hunts + 1,
                sample.Schedules + result.Schedules,
                sample.Steps + result.Steps,
                sample.Seconds + (result.ElapsedMs / 1000),
                sample.Bytes + bytes,
                sample.ProcessorSeconds + (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }
}
