namespace Smp.Traces;

/// <summary>The characters that columns are drawn with; each is one cell wide.</summary>
internal sealed record Glyphs(char Line, char Right, char Left, char Mark, char User, char Interrupt, char Ellipsis, char Fault, char Fold, char Decision)
{
    internal static readonly Glyphs Unicode = new('─', '▶', '◀', '►', '·', '│', '…', '✗', '⋮', '◆');
    internal static readonly Glyphs Ascii = new('-', '>', '<', '*', '.', '|', '~', '!', ':', '#');

    internal static Glyphs Of(ColumnsOptions options) => options.Ascii ? Ascii : Unicode;
}
