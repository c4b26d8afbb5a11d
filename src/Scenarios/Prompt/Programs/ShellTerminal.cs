using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>The terminal that the processes of a session write to: what was written, by whom, in the order of the steps.</summary>
public sealed class ShellTerminal
{
    private readonly List<ShellOutput> _written = [];

    /// <summary>What was written in this run.</summary>
    public IReadOnlyList<ShellOutput> Written => _written;

    /// <summary>A run begins.</summary>
    internal void Clear() => _written.Clear();

    /// <summary>Text comes in, within a step. A NUL shows nothing on a terminal.</summary>
    internal void Write(Computer computer, string text) => _written.Add(new ShellOutput(computer.Steps, text.Replace("\0", "", StringComparison.Ordinal)));
}

/// <summary>Text on the terminal.</summary>
/// <param name="Step">The step that wrote it.</param>
/// <param name="Text">The text, with its line ends.</param>
public readonly record struct ShellOutput(int Step, string Text);
