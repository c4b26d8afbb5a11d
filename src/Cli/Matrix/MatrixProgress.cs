using System.Diagnostics;
using Smp.Exploration;

namespace Smp.Cli;

/// <summary>
/// Where a matrix stands while it is computed: on a terminal one line, written again and again and gone at the end; in a
/// log a line now and then, so that who waits sees that something happens.
/// </summary>
/// <remarks>The cells of all threads are counted; the one that is named is the calling thread's.</remarks>
internal sealed class MatrixProgress : IProgress<HuntProgress>, IDisposable
{
    private const int WidestBar = 20;

    // Room for the ^C that a terminal echoes.
    private const int Margin = 4;

    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan s_redrawn = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan s_logged = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly string _what;
    private readonly int _cells;
    private readonly Func<TimeSpan> _elapsed;
    private readonly Dictionary<CellResult, int> _results = [];
    private TimeSpan _last;
    private int _done;
    private string _current = "";
    private bool _isShown;

    /// <summary>A matrix that begins now.</summary>
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="what">What is computed: <c>matrix</c>, <c>twins</c>.</param>
    /// <param name="cells">How many cells there are.</param>
    /// <param name="elapsed">How long it has taken; null for the clock's answer.</param>
    internal MatrixProgress(Terminal terminal, string what, int cells, Func<TimeSpan>? elapsed = null)
    {
        var watch = Stopwatch.StartNew();
        _terminal = terminal;
        _what = what;
        _cells = cells;
        _elapsed = elapsed ?? (() => watch.Elapsed);
    }

    /// <summary>The calling thread turns to a cell.</summary>
    internal void Begin(MatrixCell cell)
    {
        lock (_lock)
        {
            _current = $"{cell.Scenario.Name} {cell.Environment.Name}";
            Show();
        }
    }

    /// <summary>A cell is computed, on whichever thread.</summary>
    internal void Done(MatrixCell cell)
    {
        lock (_lock)
        {
            _done++;
            _results[cell.Result] = _results.GetValueOrDefault(cell.Result) + 1;
            Show();
        }
    }

    /// <summary>The hunt on the calling thread goes on.</summary>
    public void Report(HuntProgress value)
    {
        lock (_lock)
        {
            Show();
        }
    }

    /// <summary>The line goes.</summary>
    public void Dispose()
    {
        if (_isShown)
        {
            _terminal.Control("\r\u001b[2K");
        }
    }

    private void Show()
    {
        var now = _elapsed();
        if (now < (_terminal.IsLive ? s_shortest : s_logged) || now - _last < (_terminal.IsLive ? s_redrawn : s_logged))
        {
            return;
        }

        _last = now;
        string text = $"{_done} of {_cells} cells{Counted()}  {Numbers.Duration(now)}{Left(now)}";
        if (!_terminal.IsLive)
        {
            _terminal.Line($"{_what}: {text}");
            return;
        }

        _isShown = true;
        int room = Math.Max(0, _terminal.Width - Margin - _what.Length - text.Length - 4);
        int bar = Math.Min(WidestBar, room);
        int full = _cells == 0 ? bar : bar * _done / _cells;
        int rest = Math.Max(0, room - bar - 2);
        char line = _terminal.Ascii ? '=' : '━';
        _terminal.Control("\r");
        _terminal.Write(
            new(_what, Styles.Strong),
            new("  " + new string(line, full), Styles.Good),
            new(new string(_terminal.Ascii ? '-' : line, bar - full), Styles.Faint),
            new("  " + text),
            new("  " + (_current.Length <= rest ? _current : _current[..rest]), Styles.Faint));
        _terminal.Control("\u001b[K");
    }

    private string Counted()
        => string.Concat(_results.OrderBy(r => r.Key).Where(r => r.Key != CellResult.Open).Select(r => $"  {r.Value} {MatrixText.Name(r.Key)}"));

    private string Left(TimeSpan now)
        => _done == 0 ? "" : $"  ~{Numbers.Duration(TimeSpan.FromSeconds(Math.Ceiling(now.TotalSeconds * (_cells - _done) / _done)))} left";
}
