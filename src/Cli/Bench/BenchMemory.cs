using System.Diagnostics;
using System.Globalization;
using Smp.Exploration;

namespace Smp.Cli;

/// <summary>What hunts of different length left of memory, the result of each still held.</summary>
/// <param name="Few">Schedules of the short hunt.</param>
/// <param name="AfterFew">Bytes of the heap after it.</param>
/// <param name="Many">Schedules of the long hunt.</param>
/// <param name="AfterMany">Bytes of the heap after it.</param>
/// <param name="Peak">The most memory the process has had.</param>
internal sealed record BenchMemory(long Few, long AfterFew, long Many, long AfterMany, long Peak)
{
    internal const long ShortHunt = 100_000;
    internal const long LongHunt = 2_000_000;

    /// <summary>Hunts the lost update twice, with two workers and all detectors; null if that was cut off.</summary>
    internal static BenchMemory? Measure(CancellationToken cancel)
    {
        var subject = BenchProgram.All[0].Subject();
        long few = Held(subject, ShortHunt, cancel);
        long many = Held(subject, LongHunt, cancel);
        return cancel.IsCancellationRequested ? null : new BenchMemory(ShortHunt, few, LongHunt, many, PeakOfProcess());
    }

    internal static long PeakOfProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    internal static string Bytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.00} MB");

    internal void Print(Terminal terminal)
        => terminal.Paragraph(
            $"Memory: the heap holds {Bytes(AfterFew)} after {Numbers.Short(Few)} schedules of {BenchProgram.All[0].Name} and {Bytes(AfterMany)} after "
            + $"{Numbers.Short(Many)}; the process had {Bytes(Peak)} at most. smp bench memory goes on to 100 M.");

    private static long Held(Machine.ISubject subject, long schedules, CancellationToken cancel)
    {
        var result = new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Random, Schedules = schedules, Workers = 2, Notes = false, Time = TimeSpan.FromDays(1) })
            .Run(null, cancel);
        long held = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(result);
        return held;
    }
}
