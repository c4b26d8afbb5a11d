using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Why a schedule fails, compared with the nearest one that passes.</summary>
/// <param name="Text">In words; empty where the subject has none.</param>
/// <param name="Beside">What of that is left to say beside the finding's own explanation.</param>
/// <param name="Order">The decision, and the accesses whose order it changes.</param>
public sealed record DecidingCause(string Text, string Beside, DecidingOrder Order)
{
    /// <summary>The steps of the failing schedule that it speaks of.</summary>
    public IReadOnlyList<int> Steps =>
    [
        .. Order.Links
            .SelectMany(link => link.SecondIsOutside ? [link.First.Step] : (int[])[link.First.Step, link.Second.Step])
            .Append(Order.Decision.Step)
            .Distinct()
            .Order(),
    ];
}
