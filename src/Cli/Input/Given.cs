namespace Smp.Cli;

/// <summary>A value as the user gave it, and where: an error names both.</summary>
/// <param name="Text">The value.</param>
/// <param name="Where">The option, the variable, or file, line, column and key.</param>
internal readonly record struct Given(string Text, string Where)
{
    /// <summary>Says what is wrong with it.</summary>
    internal UsageException Refused(string what) => new($"{Where}: '{Printed(Text)}' {what}");

    /// <summary>The text on one line: an error is one line whatever the user typed.</summary>
    internal static string Printed(string text) => string.Concat(text.Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString()));
}
