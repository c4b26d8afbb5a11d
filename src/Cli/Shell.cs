namespace Smp.Cli;

/// <summary>What a command has around it: where to write, and the variables.</summary>
/// <param name="Out">Standard output: results.</param>
/// <param name="Error">Standard error: progress, errors, and what would spoil a format on standard output.</param>
/// <param name="Variable">Looks up an environment variable.</param>
internal sealed record Shell(Terminal Out, Terminal Error, Func<string, string?> Variable)
{
    /// <summary>Standard input, for a command that asks; what is not given holds nothing.</summary>
    internal TextReader In { get; init; } = TextReader.Null;

    /// <summary>The shell this process was started from.</summary>
    internal static Shell OfProcess()
        => new(Terminal.StandardOutput(), Terminal.StandardError(), Environment.GetEnvironmentVariable) { In = Console.In };
}
