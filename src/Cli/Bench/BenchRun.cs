using Smp.Actors;
using Smp.AkkaHost;
using Smp.CoyoteEngine;
using Smp.Exploration;

namespace Smp.Cli;

/// <summary>Measures the rows of <c>smp bench</c>.</summary>
/// <param name="options">What to measure.</param>
/// <param name="watch">Told what is measured next.</param>
/// <param name="cancel">Ends it with what there is.</param>
internal sealed class BenchRun(BenchOptions options, Action<string> watch, CancellationToken cancel)
{
    private const ulong Seed = 1;
    private const int Two = 2;

    private readonly PlainLoop _loop = new(Seed);

    /// <summary>The rows that were measured at least once.</summary>
    internal List<BenchRow> Rows { get; } = [];

    /// <summary>Measures all that was asked for.</summary>
    internal void Run()
    {
        var wanted = BenchProgram.All.Where(program => options.Wants(program.Name)).ToList();
        foreach (var program in wanted)
        {
            foreach (string strategy in options.Strategies.Where(s => Suits(program, s)))
            {
                Measure(program, null, null, strategy);
            }
        }

        foreach (var program in wanted.Where(program => program.IsTypical && options.Elsewhere))
        {
            if (AkkaHosts.Stepped is { } akka)
            {
                Measure(program, null, akka, HuntOptions.Random);
            }

            if (Coyote.Engine(HuntOptions.Random) is { } coyote)
            {
                Measure(program, coyote, null, HuntOptions.Random);
            }
        }
    }

    private static bool Suits(BenchProgram program, string strategy) => strategy switch
    {
        HuntOptions.Random => true,
        HuntOptions.Exhaustive => program.IsSmall,
        _ => program.IsTypical,
    };

    private void Measure(BenchProgram program, IEngine? engine, IHosting? hosting, string strategy)
    {
        if (cancel.IsCancellationRequested)
        {
            return;
        }

        var subject = program.Subject(hosting);
        var row = new BenchRow(program.Name, program.Environment, strategy, engine?.Name ?? HuntResult.BuiltInEngine, subject.Host);
        bool isOurs = engine is null && hosting is null;
        var hunt = new HuntOptions { Seed = Seed, Strategy = strategy, Engine = engine, Workers = 1 };
        var bare = new BareSubject(subject);
        var alone = new Measurement(bare, hunt);
        var modes = new List<(BenchMode Mode, Func<TimeSpan, Sample> Run)> { (BenchMode.Bare, time => alone.Run(time, cancel)) };
        if (isOurs)
        {
            Add(BenchMode.Watched, new(subject, hunt));
            if (subject.WithRaces(0) is { } races)
            {
                Add(BenchMode.Races, new(races, hunt));
            }

            if (System.Environment.ProcessorCount >= Two)
            {
                Add(BenchMode.Two, new(bare, hunt with { Workers = Two }));
                if (strategy == HuntOptions.Random)
                {
                    modes.Add((BenchMode.Apart, time => alone.RunApart(time, Two, cancel)));
                }
            }
        }

        watch($"{row.Program} ({row.Strategy})");
        foreach (var (_, measure) in modes)
        {
            measure(options.WarmUp);
        }

        Rows.Add(row);
        var once = alone.Run(1L, cancel);
        double bytes = double.MaxValue;
        for (int run = 0; run < options.Runs && !cancel.IsCancellationRequested; run++)
        {
            row.AddLoop(_loop.Run(options.Time / modes.Count));
            foreach (var (mode, measure) in modes)
            {
                var sample = measure(options.Time);
                if (cancel.IsCancellationRequested && sample.Seconds < options.Time.TotalSeconds / 2)
                {
                    break;
                }

                row.Add(mode, sample);
                if (mode == BenchMode.Bare && sample.Schedules > 0)
                {
                    bytes = Math.Min(bytes, Math.Max(0, (double)(sample.Bytes - (sample.Hunts * once.Bytes)) / sample.Schedules));
                    row.BytesPerSchedule = bytes;
                }
            }
        }

        if (row.Runs == 0)
        {
            Rows.Remove(row);
        }

        void Add(BenchMode mode, Measurement measurement) => modes.Add((mode, time => measurement.Run(time, cancel)));
    }
}
