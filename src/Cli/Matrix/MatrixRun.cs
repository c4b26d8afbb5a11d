using Smp.Exploration;

namespace Smp.Cli;

/// <summary>Computes cells, several at a time. Which thread takes which does not show in the results.</summary>
internal sealed class MatrixRun(HuntOptions options, int jobs, Terminal error, CancellationToken cancel, TimeSpan patience = default)
{
    private int _done;

    /// <summary>The cells, computed, in the order they were given in.</summary>
    internal IReadOnlyList<MatrixCell> Compute(string what, IReadOnlyList<MatrixCell> cells)
    {
        var results = cells.ToArray();
        int[] open = [.. Enumerable.Range(0, cells.Count).Where(i => cells[i].Result == CellResult.Open)];
        _done = 0;
        HuntQueue.Run(
            open.Length,
            jobs,
            (number, onCallersThread) =>
            {
                int place = open[number];
                results[place] = onCallersThread && error.IsLive
                    ? Shown($"{what} {Volatile.Read(ref _done)}/{open.Length}", cells[place])
                    : Watched(cells[place], null);
                Interlocked.Increment(ref _done);
            },
            cancel);
        error.Control("\r\u001b[2K");
        return results;
    }

    private MatrixCell Shown(string label, MatrixCell cell)
    {
        string name = $"{label}  {cell.Scenario.Name}  {cell.Environment.Name}";
        error.Control("\r");
        error.Write(new Piece(name, Styles.Strong));
        error.Control("\u001b[K");
        using var progress = new ProgressLine(error, name);
        return Watched(cell, progress);
    }

    private MatrixCell Watched(MatrixCell cell, IProgress<HuntProgress>? progress)
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
