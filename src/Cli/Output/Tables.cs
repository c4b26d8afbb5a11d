using Spectre.Console;

namespace Smp.Cli;

/// <summary>The one look that tables have.</summary>
internal static class Tables
{
    /// <summary>A table without lines but for one under its head.</summary>
    internal static Table Plain(Terminal terminal)
        => new Table().Border(terminal.Ascii ? TableBorder.Ascii2 : TableBorder.Simple).BorderStyle(Styles.Faint);
}
