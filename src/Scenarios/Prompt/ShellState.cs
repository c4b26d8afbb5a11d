namespace Smp.Scenarios;

/// <summary>Where a session stands: all that its next command depends on. It is never changed, only followed by another.</summary>
internal sealed record ShellState
{
    /// <summary>The processes so far, in the order in which they were forked.</summary>
    internal IReadOnlyList<ShellCommand> Commands { get; init; } = [];

    /// <summary>What the user has done, a step of the user each.</summary>
    internal IReadOnlyList<ShellAct> Acts { get; init; } = [];

    /// <summary>The steps taken.</summary>
    internal IReadOnlyList<ShellStep> Steps { get; init; } = [];

    /// <summary>The commands in the background.</summary>
    internal IReadOnlyList<ShellJob> Jobs { get; init; } = [];

    /// <summary>What the kernel has printed on its console.</summary>
    internal IReadOnlyList<ShellReport> Reports { get; init; } = [];

    /// <summary>Whether jobs take a step only when the user says so.</summary>
    internal bool IsManual { get; init; }

    /// <summary>The exit status of the last command: <c>$?</c>.</summary>
    internal int Status { get; init; }

    /// <summary>What was typed last, for undo to name.</summary>
    internal string Line { get; init; } = "";

    /// <summary>Whether the user has left.</summary>
    internal bool IsOver { get; init; }

    /// <summary>Whether the machine has stopped for good.</summary>
    internal bool HasPanicked => Reports.Any(report => report.IsPanic);
}

/// <summary>A command in the background.</summary>
/// <param name="Number">Its number, as in <c>%1</c>.</param>
/// <param name="Command">The number of its process among the session's.</param>
/// <param name="Text">Its command line.</param>
/// <param name="WasInFront">Whether it was typed without <c>&amp;</c>, and does not come to its end: what ^C is for.</param>
internal sealed record ShellJob(int Number, int Command, string Text, bool WasInFront);

/// <summary>What the user does in one step: starts a process, or presses or lets go of a key.</summary>
/// <param name="Command">The number of the process among the session's; -1 for none.</param>
/// <param name="ScanCode">The code that the keyboard is to send; 0 for none.</param>
internal readonly record struct ShellAct(int Command, int ScanCode = 0);
