using Smp.Exploration;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>Hunts in each program with each strategy and each seed. Which thread takes which does not show in the results.</summary>
internal sealed class StrategyBench(IReadOnlyList<string> strategies, int seeds, long schedules, Terminal error, CancellationToken cancel)
{
    /// <summary>
    /// With so many seeds it is seen whether a strategy finds anything in a program; if it does not, the others are left
    /// out. The portfolio is always tried with all of them.
    /// </summary>
    internal const int Probes = 1;

    /// <summary>The longest hunt with a single strategy; the portfolio has all the time its schedules take.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_unlimited = TimeSpan.FromDays(1);

    private int _done;
    private int _all;

    /// <summary>The cells, program by program, in the order of the strategies.</summary>
    internal IReadOnlyList<StrategyCell> Compute(IReadOnlyList<Scenario> programs, int jobs)
    {
        var cells = programs
            .SelectMany(program => strategies.Select(strategy => new StrategyCell(program, strategy, SeedsOf(strategy))))
            .ToList();
        var first = cells.SelectMany(cell => Jobs(cell, 0, Math.Min(Probes, SeedsOf(cell.Strategy)))).ToList();
        Run(first, jobs, cells.Sum(cell => SeedsOf(cell.Strategy)));
        var rest = cells
            .Where(cell => cell.Found > 0 || cell.Strategy == HuntOptions.Portfolio)
            .SelectMany(cell => Jobs(cell, Probes, SeedsOf(cell.Strategy)))
            .ToList();
        Run(rest, jobs, first.Count + rest.Count);
        error.Control("\r\u001b[2K");
        return cells;
    }

    /// <summary>An exhaustive search has no seed.</summary>
    private int SeedsOf(string strategy) => strategy == HuntOptions.Exhaustive ? 1 : seeds;

    private static IEnumerable<(StrategyCell Cell, int Seed)> Jobs(StrategyCell cell, int from, int to)
        => Enumerable.Range(from, Math.Max(0, to - from)).Select(seed => (cell, seed));

    private void Run(List<(StrategyCell Cell, int Seed)> hunts, int jobs, int all)
    {
        _all = all;
        HuntQueue.Run(
            hunts.Count,
            jobs,
            (number, onCallersThread) =>
            {
                var (cell, seed) = hunts[number];
                if (onCallersThread && error.IsLive)
                {
                    error.Control("\r");
                    error.Write(new Piece($"{Volatile.Read(ref _done)}/{_all}", Styles.Strong), new($"  {cell.Program.Name}  {cell.Strategy}"));
                    error.Control("\u001b[K");
                }

                Hunt(cell, seed);
                Interlocked.Increment(ref _done);
            },
            cancel);
    }

    private void Hunt(StrategyCell cell, int seed)
    {
        var options = new HuntOptions
        {
            Strategy = cell.Strategy,
            Schedules = schedules,
            Seed = (ulong)seed + 1,
            Workers = 1,
            Time = cell.Strategy == HuntOptions.Portfolio ? s_unlimited : Longest,
            Notes = false,
        };
        HuntResult result;
        try
        {
            result = new Hunt(new ScenarioSubject(cell.Program, cell.Program.Environments[0]), options).Run(cancel: cancel);
        }
        catch (MachineException e)
        {
            cell.Note(seed, 0, 0, e.Message);
            return;
        }

        if (!result.Cancelled)
        {
            cell.Note(seed, result.FirstHit, result.Schedules, result.ErrorMessage);
        }
    }
}
