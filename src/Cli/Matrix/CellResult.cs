namespace Smp.Cli;

/// <summary>What a cell of the matrix says.</summary>
internal enum CellResult
{
    /// <summary>Not computed: interrupted before its turn or in the middle of it.</summary>
    Open,

    /// <summary>The bug was found, and recognised by its signature.</summary>
    Found,

    /// <summary>Every trial was exhaustive and none showed the bug.</summary>
    Absent,

    /// <summary>No trial showed the bug, and not all of them were exhaustive.</summary>
    NotFound,

    /// <summary>The environment does not have what the module needs.</summary>
    NotApplicable,

    /// <summary>The testbed or the scenario failed.</summary>
    Failed,
}
