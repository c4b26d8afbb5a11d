using Spectre.Console.Rendering;

namespace Smp.Cli;

/// <summary>Pieces in one line, however long: what is there to be copied must not be broken.</summary>
/// <param name="pieces">The pieces.</param>
/// <param name="isWhole">Whether the line ends with them.</param>
internal sealed class Unwrapped(IEnumerable<Piece> pieces, bool isWhole = true) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var piece in pieces)
        {
            yield return new Segment(piece.Text, piece.Style ?? Spectre.Console.Style.Plain);
        }

        if (isWhole)
        {
            yield return Segment.LineBreak;
        }
    }
}
