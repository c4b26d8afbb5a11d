namespace Smp.Scenarios;

/// <summary>
/// Small programs with a bug each, of the kind that the literature compares strategies with: what
/// <c>smp bench strategies</c> runs. Each was written from the description of its bug.
/// </summary>
public sealed class ClassicScenarios : IScenarioSource
{
    /// <summary>The module part of their names.</summary>
    public const string Module = "classics";

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. BankAccount.Scenarios(),
        .. LockFreeStack.Scenarios(),
        .. Alternation.Scenarios(),
        .. Bluetooth.Of(1),
        .. Bluetooth.Of(4, "bluetooth-1"),
        .. BoundedBuffer.Scenarios(),
        .. InterruptedCounter.Scenarios(),
        .. LazyInitialisation.Scenarios(),
        .. LostWakeUp.Scenarios(),
        .. Philosophers.Of(3),
        .. Philosophers.Of(5, "philosophers-3"),
        .. Philosophers.Of(8, "philosophers-3"),
        .. ReadCopyUpdate.Scenarios(),
        .. Reorder.Of(3),
        .. Reorder.Of(4, "reorder-3"),
        .. Reorder.Of(5, "reorder-3"),
        .. Reorder.Of(10, "reorder-3"),
        .. Reorder.Of(20, "reorder-3"),
        .. TokenRing.Scenarios(),
        .. OppositeLocks.Scenarios(),
        .. TwoStage.Of(2),
        .. TwoStage.Of(5, "twostage-2"),
        .. TwoStage.Of(20, "twostage-2"),
        .. TwoStage.Of(100, "twostage-2"),
        .. WorkStealing.Scenarios(),
        .. WrongLock.Scenarios(),
    ];
}
