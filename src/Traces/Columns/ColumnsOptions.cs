namespace Smp.Traces;

/// <summary>How columns are drawn.</summary>
public sealed record ColumnsOptions
{
    /// <summary>The narrowest table that is drawn; a smaller <see cref="Width"/> is taken for this one.</summary>
    public const int MinWidth = 40;

    /// <summary>The width of the table and of the text under it.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Whether to keep to ASCII.</summary>
    public bool Ascii { get; init; }

    /// <summary>Whether title, explanation and token follow the table.</summary>
    public bool Conclusion { get; init; } = true;
}
