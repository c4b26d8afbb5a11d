using System.Diagnostics;
using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Measures how fast a program is explored: strategy random, detectors off, one worker, through the same
/// <see cref="Computer"/> as every hunt. The only file of this room with a stopwatch.
/// </summary>
/// <remarks>
/// The plain loop draws one number of <see cref="SplitMix64"/> an iteration, loads one element of an array of 64 words
/// and stores it changed: about the least a step could be. It runs in slices between the slices of the program, so that
/// both see the same machine; rates are medians over the slices, and the ratio is the median of the slices' ratios.
/// </remarks>
public static class Throughput
{
    private const int Slices = 20;
    private const int SchedulesPerLook = 64;
    private const int IterationsPerLook = 4096;

    private static readonly TimeSpan s_shortestWarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestWarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Measures the race of <paramref name="subject"/>.</summary>
    public static ThroughputRow Measure(string name, ISubject subject, ulong seed, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(subject);
        using var computer = subject.Build();
        return Measure(name, computer, seed, duration) with { Host = subject.Host };
    }

    /// <summary>
    /// The same with another engine, on the host of <paramref name="subject"/>. Rates are those of one stretch; bytes are
    /// those of all threads; the plain loop runs before and after.
    /// </summary>
    public static ThroughputRow Measure(string name, ISubject subject, IEngine engine, ulong seed, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        var loop = new PlainLoop(seed);
        var slice = duration / (2 * Slices);
        Explore(subject, engine, seed, duration / 4, new StateTable());
        double before = loop.Slice(slice);
        var states = new StateTable();
        long bytes = GC.GetTotalAllocatedBytes();
        long start = Stopwatch.GetTimestamp();
        var outcome = Explore(subject, engine, seed, duration, states);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        bytes = GC.GetTotalAllocatedBytes() - bytes;
        double rate = (before + loop.Slice(slice)) / 2;
        return new ThroughputRow(
            name,
            outcome.Schedules / seconds,
            outcome.Steps / seconds,
            (double)bytes / Math.Max(1, outcome.Schedules),
            states.Count,
            outcome.Steps / seconds / rate)
        {
            Engine = engine.Name,
            Host = subject.Host,
        };
    }

    private static SearchOutcome Explore(ISubject subject, IEngine engine, ulong seed, TimeSpan time, StateTable states)
    {
        using var timer = new CancellationTokenSource(time);
        var options = new HuntOptions { Seed = seed, KeepGoing = true, Notes = false, Coverage = false, Engine = engine, Time = time };
        var outcome = new SearchOutcome(engine.Strategy);
        engine.Explore(new EngineWork(
            subject, Build, options, new ProgressReporter(null, options), new DistinctCount(HuntOptions.DefaultMemory), outcome, watch: null, timer.Token)
        {
            Counted = computer => states.Add(computer.FinalState()),
        });
        return outcome;

        Computer Build()
        {
            var computer = subject.Build();
            computer.DetachAll();
            return computer;
        }
    }

    /// <summary>Measures on a computer; its detectors are taken off.</summary>
    /// <param name="name">The name of the row.</param>
    /// <param name="computer">The computer, its stage sealed.</param>
    /// <param name="seed">The seed of the schedules.</param>
    /// <param name="duration">How long to measure, warm-up not included, half of it for the plain loop.</param>
    public static ThroughputRow Measure(string name, Computer computer, ulong seed, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(computer);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        computer.DetachAll();
        var runs = new Runs(computer, seed);
        var loop = new PlainLoop(seed);
        var slice = duration / (2 * Slices);

        WarmUp(runs, loop, slice);

        var schedules = new double[Slices];
        var steps = new double[Slices];
        var ratios = new double[Slices];
        long first = runs.Schedules;
        long bytes = 0;
        for (int i = 0; i < Slices; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            (schedules[i], steps[i]) = runs.Slice(slice);
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            ratios[i] = steps[i] / loop.Slice(slice);
        }

        return new ThroughputRow(
            name,
            Median(schedules),
            Median(steps),
            (double)bytes / (runs.Schedules - first),
            runs.FinalStates,
            Median(ratios));
    }

    /// <summary>
    /// Runs both until the JIT is done with them: code that is not yet optimized boxes awaiters, so a slice that
    /// allocates nothing is the sign. A program that allocates for other reasons is measured after the longest time.
    /// </summary>
    private static void WarmUp(Runs runs, PlainLoop loop, TimeSpan slice)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        long bytes;
        do
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            runs.Slice(slice);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            loop.Slice(slice);
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < s_shortestWarmUp || (bytes > 0 && elapsed < s_longestWarmUp));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private sealed class Runs(Computer computer, ulong seed)
    {
        private readonly RandomStrategy _strategy = new(seed);
        private readonly StateTable _finalStates = new();

        internal long Schedules { get; private set; }

        internal long FinalStates => _finalStates.Count;

        internal (double Schedules, double Steps) Slice(TimeSpan time)
        {
            long start = Stopwatch.GetTimestamp();
            long first = Schedules;
            long steps = 0;
            TimeSpan elapsed;
            do
            {
                for (int i = 0; i < SchedulesPerLook; i++)
                {
                    _strategy.Reseed(Schedules++);
                    computer.Run(_strategy);
                    steps += computer.Steps;
                    _finalStates.Add(computer.FinalState());
                }

                elapsed = Stopwatch.GetElapsedTime(start);
            }
            while (elapsed < time);
            return ((Schedules - first) / elapsed.TotalSeconds, steps / elapsed.TotalSeconds);
        }
    }

    private sealed class PlainLoop(ulong seed)
    {
        private readonly ulong[] _words = new ulong[64];
        private SplitMix64 _numbers = new(seed);

        internal double Slice(TimeSpan time)
        {
            long start = Stopwatch.GetTimestamp();
            long iterations = 0;
            TimeSpan elapsed;
            do
            {
                Turn(IterationsPerLook);
                iterations += IterationsPerLook;
                elapsed = Stopwatch.GetElapsedTime(start);
            }
            while (elapsed < time);
            return iterations / elapsed.TotalSeconds;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Turn(int iterations)
        {
            var numbers = _numbers;
            var words = _words;
            for (int i = 0; i < iterations; i++)
            {
                ulong number = numbers.Next();
                words[number & 63] += number;
            }

            _numbers = numbers;
        }
    }
}
