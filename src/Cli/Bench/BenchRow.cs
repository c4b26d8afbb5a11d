using Smp.Exploration;

namespace Smp.Cli;

/// <summary>What is switched on while a program is measured.</summary>
internal enum BenchMode
{
    /// <summary>No detectors, one worker.</summary>
    Bare,

    /// <summary>The detectors of a hunt, one worker.</summary>
    Watched,

    /// <summary>The same and the race detector.</summary>
    Races,

    /// <summary>No detectors, two workers.</summary>
    Two,

    /// <summary>No detectors, two hunts of one worker each that share nothing: what this machine can do at once.</summary>
    Apart,
}

/// <summary>What measuring one program under one strategy gave: a run after the other, each in every mode.</summary>
/// <param name="Program">The program's name.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Strategy">The strategy.</param>
/// <param name="Engine">Who explored.</param>
/// <param name="Host">Where the actors lived.</param>
internal sealed record BenchRow(string Program, string Environment, string Strategy, string Engine, string Host)
{
    private readonly Dictionary<BenchMode, List<Sample>> _samples = [];
    private readonly List<double> _loops = [];

    /// <summary>Bytes that a schedule allocates, what a hunt allocates once not counted.</summary>
    internal double BytesPerSchedule { get; set; }

    /// <summary>Runs that were measured in every mode.</summary>
    internal int Runs => _samples.Count == 0 ? 0 : _samples.Values.Min(list => list.Count);

    /// <summary>Whether it was measured in a mode.</summary>
    internal bool Has(BenchMode mode) => _samples.ContainsKey(mode);

    internal void Add(BenchMode mode, Sample sample)
    {
        if (!_samples.TryGetValue(mode, out var list))
        {
            _samples.Add(mode, list = []);
        }

        list.Add(sample);
    }

    /// <summary>Iterations a second of the plain loop, beside a run.</summary>
    internal void AddLoop(double rate) => _loops.Add(rate);

    internal Spread Schedules(BenchMode mode) => Of(mode, sample => sample.SchedulesPerSecond);

    internal Spread Steps(BenchMode mode) => Of(mode, sample => sample.StepsPerSecond);

    /// <summary>How many processors the process had.</summary>
    internal Spread Processors(BenchMode mode) => Of(mode, sample => sample.Processors);

    /// <summary>How many times as many steps two workers took, run by run.</summary>
    internal Spread Factor => Pairs(BenchMode.Two, (two, i) => two.StepsPerSecond / _samples[BenchMode.Bare][i].StepsPerSecond);

    /// <summary>How many times as many steps two hunts took that share nothing, run by run.</summary>
    internal Spread FactorApart => Pairs(BenchMode.Apart, (two, i) => two.StepsPerSecond / _samples[BenchMode.Bare][i].StepsPerSecond);

    /// <summary>
    /// The factor of two workers by processor time: as much more than one worker as two get done in the time that processors give them. What
    /// they take from each other only by running at the same moment is not in it.
    /// </summary>
    internal Spread FactorByProcessor
        => Pairs(BenchMode.Two, (two, i) => 2 * two.StepsPerProcessorSecond / _samples[BenchMode.Bare][i].StepsPerProcessorSecond);

    /// <summary>Steps over iterations of the plain loop, run by run.</summary>
    internal Spread Ratio => Pairs(BenchMode.Bare, (one, i) => i < _loops.Count ? one.StepsPerSecond / _loops[i] : 0);

    private Spread Of(BenchMode mode, Func<Sample, double> figure) => Pairs(mode, (sample, _) => figure(sample));

    private Spread Pairs(BenchMode mode, Func<Sample, int, double> figure)
        => _samples.TryGetValue(mode, out var list) ? Spread.Of(list.Take(Runs).Select(figure)) : default;
}
