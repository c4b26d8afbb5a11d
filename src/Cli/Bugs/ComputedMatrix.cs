namespace Smp.Cli;

/// <summary>A matrix as it was computed.</summary>
/// <param name="Rows">The catalogued bugs, in its order.</param>
/// <param name="Controls">What came of the scenarios in which there is nothing to find, an environment each.</param>
internal sealed record ComputedMatrix(IReadOnlyList<BugRow> Rows, IReadOnlyList<MatrixCell> Controls);
