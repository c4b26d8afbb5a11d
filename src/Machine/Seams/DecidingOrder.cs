namespace Smp.Machine;

/// <summary>
/// Why a schedule fails and the nearest one passes, as far as the order of accesses tells: made by comparing the two, for
/// whoever puts it in words (<see cref="ISubject.Tell"/>).
/// </summary>
/// <param name="Failing">The failing run.</param>
/// <param name="Passing">The passing run.</param>
/// <param name="Decision">Where they part.</param>
/// <param name="Links">
/// Pairs of accesses that come in another order in the passing run, from cause to effect; empty where no order of
/// accesses was found to matter.
/// </param>
public sealed record DecidingOrder(Recording Failing, Recording Passing, Decision Decision, IReadOnlyList<OrderLink> Links);

/// <summary>Two accesses to one object, in the order they have in the failing run; in the passing one it is the other.</summary>
/// <param name="First">The one that came first; in the passing run it comes second, or is not made.</param>
/// <param name="Second">The one that came second. It may have been made in the passing run alone (<see cref="SecondIsOutside"/>).</param>
/// <param name="Object">The object.</param>
public sealed record OrderLink(Event First, Event Second, Address Object)
{
    /// <summary>Whether the failing run ended before <see cref="Second"/>, which is then an event of the passing one.</summary>
    public bool SecondIsOutside { get; init; }

    /// <summary>Whether <see cref="First"/> is the one that depends on the order; else <see cref="Second"/> is; null if neither noticed it.</summary>
    public bool? FirstObserves { get; init; }

    /// <summary>The access that depends on the order, as it is in the passing run.</summary>
    public Event? Otherwise { get; init; }

    /// <summary>What its agent did next in the failing run; null if nothing.</summary>
    public Event? Next { get; init; }

    /// <summary>What its agent does next in the passing run; null if nothing.</summary>
    public Event? NextOtherwise { get; init; }
}
