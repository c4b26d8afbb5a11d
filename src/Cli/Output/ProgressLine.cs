using Smp.Exploration;

namespace Smp.Cli;

/// <summary>Where a hunt stands: one line of a terminal, written again and again, and gone at its end.</summary>
internal sealed class ProgressLine(Terminal terminal, string label) : IProgress<HuntProgress>, IDisposable
{
    private const int WidestBar = 20;

    // Room for the gaps, and for the ^C that a terminal echoes.
    private const int Margin = 6;
    private const double LeastShare = 1e-6;
    // A hunt that is over at once shows its result and nothing else.
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan s_longestEstimate = TimeSpan.FromDays(365);

    private bool _isShown;

    public void Report(HuntProgress value)
    {
        if (value.Elapsed < s_shortest)
        {
            return;
        }

        double share = Share(value);
        string text = Text(value, share);
        int room = terminal.Width - Margin - label.Length;
        int bar = Math.Clamp(room - text.Length - 2, 0, WidestBar);
        int full = (int)Math.Round(share * bar);
        char line = terminal.Ascii ? '=' : '━';
        _isShown = true;
        terminal.Control("\r");
        terminal.Write(
            new(label, Styles.Strong),
            new("  " + new string(line, full), Styles.Good),
            new(new string(terminal.Ascii ? '-' : line, bar - full), Styles.Faint),
            new((bar > 0 ? "  " : "") + (text.Length <= room ? text : text[..Math.Max(0, room)])));
        terminal.Control("\u001b[K");
    }

    /// <summary>What stands beside the bar.</summary>
    internal static string Text(HuntProgress at, double share)
    {
        string states = at.States > 0 ? $"  {Numbers.Short(at.States)} states" : "";
        return $"{at.Strategy}  {Numbers.Short(at.Schedules)} schedules{Tree(at)}  {Numbers.Short(at.SchedulesPerSecond)}/s{states}"
            + $"  {Numbers.Count(at.Findings, "finding")}{Left(at.Elapsed, share)}";
    }

    // Of all schedules there are, nothing pruned: how many would have to be tried one by one.
    private static string Tree(HuntProgress at) => at.Tree is { } tree ? $" of ~{Size(tree)}" : "";

    private static string Size(double tree)
        => tree < 1e9 ? Numbers.Short((long)tree) : tree.ToString("0e0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How much is done: of the tree or of the budget, whichever ends the hunt first.</summary>
    internal static double Share(HuntProgress at) => Math.Clamp(Math.Max(at.Explored ?? 0, at.Budget), 0, 1);

    public void Dispose()
    {
        if (_isShown)
        {
            terminal.Control("\r\u001b[2K");
        }
    }

    private static string Left(TimeSpan elapsed, double share)
    {
        if (share < LeastShare)
        {
            return "";
        }

        double seconds = elapsed.TotalSeconds * (1 - share) / share;
        return seconds > 0 && seconds < s_longestEstimate.TotalSeconds ? $"  ~{Numbers.Duration(TimeSpan.FromSeconds(Math.Ceiling(seconds)))} left" : "";
    }
}
