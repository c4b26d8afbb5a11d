using Spectre.Console;

namespace Smp.Cli;

/// <summary>A piece of a line in one style.</summary>
/// <param name="Text">The text.</param>
/// <param name="Style">Its style, where there are colours; null for the plain one.</param>
internal readonly record struct Piece(string Text, Style? Style = null)
{
    public static implicit operator Piece(string text) => new(text);
}
