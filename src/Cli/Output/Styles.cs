using Smp.Exploration;
using Smp.Traces;
using Spectre.Console;

namespace Smp.Cli;

/// <summary>The few styles there are, from the sixteen colours that every terminal has and its user has chosen.</summary>
internal static class Styles
{
    internal static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);
    internal static readonly Style Good = new(Color.Green, decoration: Decoration.Bold);
    internal static readonly Style Unsure = new(Color.Olive);
    internal static readonly Style Marked = new(Color.Yellow, decoration: Decoration.Bold);
    internal static readonly Style Strong = new(decoration: Decoration.Bold);
    internal static readonly Style Faint = new(Color.Grey);
    internal static readonly Style Link = new(Color.Teal);
    internal static readonly Style User = new(Color.Teal);
    internal static readonly Style Interrupt = new(Color.Purple);

    internal static Style Of(Verdict verdict) => verdict switch
    {
        Verdict.Found or Verdict.Error => Bad,
        Verdict.NoneExhaustive => Good,
        _ => Unsure,
    };

    internal static Style? Of(RowRole role) => role switch
    {
        RowRole.Header => Strong,
        RowRole.Marked => Marked,
        RowRole.Fault or RowRole.End or RowRole.Title => Bad,
        RowRole.User => User,
        RowRole.Kernel or RowRole.Log or RowRole.Fold => Faint,
        RowRole.Interrupt => Interrupt,
        RowRole.Switch or RowRole.Task => Unsure,
        RowRole.Token => Link,
        _ => null,
    };
}
