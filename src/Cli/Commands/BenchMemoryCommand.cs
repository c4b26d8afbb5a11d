using System.CommandLine;
using System.Globalization;
using Smp.Exploration;

namespace Smp.Cli;

/// <summary><c>smp bench memory</c>: one long hunt, and what the process holds as it goes on.</summary>
internal static class BenchMemoryCommand
{
    private const long Schedules = 100_000_000;
    private const int Looks = 10;

    internal static Command Create(Shell shell)
    {
        var schedules = Options.Text("--schedules", "N", $"How many schedules [default: {Schedules}]");
        var workers = Options.Text("--workers", "N", "How many threads [default: one a processor]");
        var command = new ToolCommand(
            "memory",
            "Hunt the lost update for many schedules, strategy random, detectors on, and show what the heap and the process hold meanwhile. Ctrl-C ends it "
            + "with what there is.",
            "smp bench memory",
            "smp bench memory --schedules 1000000 --workers 1") { schedules, workers };
        command.SetAction(parse => Run(
            parse.GetValue(schedules) is { } number ? Values.Positive(new Given(number, schedules.Name)) : Schedules,
            parse.GetValue(workers) is { } threads ? Values.Workers(new Given(threads, workers.Name)) : System.Environment.ProcessorCount,
            shell));
        return command;
    }

    private static int Run(long schedules, int workers, Shell shell)
    {
        var program = BenchProgram.All[0];
        using var interrupts = new Interrupts(shell.Error);
        var looks = new Looker(schedules, shell.Out);
        shell.Out.Line($"{program.Name}, strategy random, detectors on, {Numbers.Count(workers, "worker")}:");
        shell.Out.Line();
        Line(shell.Out, "schedules", "seconds", "heap", "process");
        var result = new Hunt(
            program.Subject(),
            new HuntOptions { Strategy = HuntOptions.Random, Schedules = schedules, Workers = workers, KeepGoing = true, Notes = false, Time = TimeSpan.FromDays(300) })
            .Run(looks, interrupts.Token);
        shell.Out.Line();
        shell.Out.Paragraph(
            $"{Numbers.Count(result.Schedules, "schedule")}, {Numbers.Short(result.Schedules / Math.Max(0.001, result.ElapsedMs / 1000))} a second. From the first line to the last the heap grew by {BenchMemory.Bytes(looks.Growth)} "
            + $"and the process by {BenchMemory.Bytes(looks.GrowthOfProcess)}; the process had {BenchMemory.Bytes(BenchMemory.PeakOfProcess())} at most.");
        return interrupts.Token.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Nothing;
    }

    private static void Line(Terminal terminal, params object[] cells)
        => terminal.Line(string.Format(CultureInfo.InvariantCulture, "{0,14} {1,9} {2,10} {3,10}", cells));

    /// <summary>Looks at memory ten times in a hunt, on the thread that explores, and at its end.</summary>
    private sealed class Looker(long schedules, Terminal terminal) : IProgress<HuntProgress>
    {
        private readonly long _between = Math.Max(1, schedules / Looks);
        private long _next = schedules / Looks / Looks;
        private long _firstHeap;
        private long _firstProcess;

        internal long Growth { get; private set; }

        internal long GrowthOfProcess { get; private set; }

        public void Report(HuntProgress value)
        {
            // The last report comes when the workers have ended.
            if (value.Schedules >= _next)
            {
                Look(value.Schedules, value.Elapsed.TotalSeconds);
                _next = ((value.Schedules / _between) + 1) * _between;
            }
        }

        private void Look(long done, double seconds)
        {
            long heap = GC.GetTotalMemory(forceFullCollection: true);
            long process = System.Environment.WorkingSet;
            _firstHeap = _firstHeap == 0 ? heap : _firstHeap;
            _firstProcess = _firstProcess == 0 ? process : _firstProcess;
            Growth = heap - _firstHeap;
            GrowthOfProcess = process - _firstProcess;
            Line(
                terminal,
                Numbers.Grouped(done),
                seconds.ToString("0.0", CultureInfo.InvariantCulture),
                BenchMemory.Bytes(heap),
                BenchMemory.Bytes(process));
        }
    }
}
