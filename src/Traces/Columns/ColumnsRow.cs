namespace Smp.Traces;

/// <summary>One row of the columns, as wide as asked or narrower, without colours.</summary>
/// <param name="Role">What it is.</param>
/// <param name="Text">The whole row.</param>
/// <param name="Lane">The column it stands in, from 0; -1 for none.</param>
/// <param name="Start">Where its own text begins in <paramref name="Text"/>, after step number and empty columns.</param>
/// <param name="Step">The number of its step; 0 for none.</param>
public sealed record ColumnsRow(RowRole Role, string Text, int Lane = -1, int Start = 0, int Step = 0);
