namespace Smp.Exploration;

/// <summary>What several measurements of one thing gave.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Median">The one in the middle.</param>
/// <param name="Max">The largest.</param>
public readonly record struct Spread(double Min, double Median, double Max)
{
    /// <summary>How far the measurements lie apart, as a part of the median; 0 if they agree.</summary>
    public double Width => Median == 0 ? 0 : (Max - Min) / Median;

    /// <summary>The spread of some values; all 0 of none.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? default
            : new Spread(sorted[0], (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[^1]);
    }
}
