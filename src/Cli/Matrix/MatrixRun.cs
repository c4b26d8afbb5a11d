using Smp.Exploration;

namespace Smp.Cli;

/// <summary>Computes cells, several at a time. Which thread takes which does not show in the results.</summary>
internal sealed class MatrixRun(HuntOptions options, int jobs, Terminal error, CancellationToken cancel, TimeSpan patience = default)
{
    /// <summary>The cells, computed, in the order they were given in.</summary>
    internal IReadOnlyList<MatrixCell> Compute(string what, IReadOnlyList<MatrixCell> cells)
    {
        var results = cells.ToArray();
        int[] open = [.. Enumerable.Range(0, cells.Count).Where(i => cells[i].Result == CellResult.Open)];
        using var progress = new MatrixProgress(error, what, open.Length);
        HuntQueue.Run(
            open.Length,
            jobs,
            (number, onCallersThread) =>
            {
                int place = open[number];
                if (onCallersThread)
                {
                    progress.Begin(cells[place]);
                }

                results[place] = Watched(cells[place], onCallersThread ? progress : null);
                progress.Done(results[place]);
            },
            cancel);
        return results;
    }

    private MatrixCell Watched(MatrixCell cell, MatrixProgress? progress)
    {
        var watchdog = new Watchdog(patience);
        try
        {
            return watchdog.Run(() => MatrixTrials.Compute(cell, options, progress, cancel, watchdog.Saw));
        }
        catch (StuckException e)
        {
            return MatrixTrials.Failed(cell, e.Message);
        }
    }
}
