namespace Smp.Machine;

/// <summary>
/// The one who decides. Nothing else in the machine does: no clock, no random number, no hash order, no thread.
/// </summary>
public interface IStrategy
{
    /// <summary>The answer of <see cref="NextAgent"/> that abandons the schedule: all that follows is known already.</summary>
    const int Cut = -1;

    /// <summary>
    /// Whether it is also asked where one agent alone can step: the answer is no part of the schedule then, only
    /// <see cref="Cut"/> means something.
    /// </summary>
    bool AsksAlways => false;

    /// <summary>A new schedule begins on <paramref name="computer"/>. One that is an <see cref="IStepObserver"/> too is told of every step.</summary>
    void BeginExecution(Computer computer);

    /// <summary>
    /// Which of these agents takes the next step. Asked only when there are two or more.
    /// </summary>
    /// <param name="enabled">The agents that could, by number.</param>
    /// <param name="current">The place in <paramref name="enabled"/> of the agent that stepped last; -1 if it cannot go on.</param>
    /// <returns>A place in <paramref name="enabled"/>, or <see cref="Cut"/>.</returns>
    int NextAgent(ReadOnlySpan<Pending> enabled, int current);

    /// <summary>
    /// Only one agent can step, and its step may make a data choice: whether all that follows this state is known, so
    /// that the schedule can be abandoned. No part of the schedule.
    /// </summary>
    bool IsKnown() => false;

    /// <summary>A data choice of the step that is being taken: a number from 0 to <paramref name="count"/> - 1.</summary>
    int NextValue(int count);
}
