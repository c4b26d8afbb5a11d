namespace Smp.Scenarios;

/// <summary>
/// A program that the prompt can start: its name, what it makes of its arguments, and what it runs. One object serves all
/// processes that run it; it has no state of its own.
/// </summary>
public abstract class ShellProgram
{
    /// <summary>A program.</summary>
    /// <param name="usage">How it is called: <c>cat FILE…</c>. The first word is its name.</param>
    /// <param name="summary">What it does, in half a line, for <c>help</c>.</param>
    protected ShellProgram(string usage, string summary)
    {
        ArgumentException.ThrowIfNullOrEmpty(usage);
        int space = usage.IndexOf(' ', StringComparison.Ordinal);
        Name = space < 0 ? usage : usage[..space];
        Usage = usage;
        Summary = summary;
    }

    /// <summary>Its name, which is also the command name of its processes.</summary>
    public string Name { get; }

    /// <summary>How it is called.</summary>
    public string Usage { get; }

    /// <summary>What it does.</summary>
    public string Summary { get; }

    /// <summary>More lines about it, for <c>help COMMAND</c>.</summary>
    public virtual IReadOnlyList<string> Details => [];

    /// <summary>What it makes of its arguments: an error text, or what its process runs. It looks at nothing else.</summary>
    /// <param name="arguments">The words after its name.</param>
    public abstract ProgramCall Parse(IReadOnlyList<string> arguments);
}
