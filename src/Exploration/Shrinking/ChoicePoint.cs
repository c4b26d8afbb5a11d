namespace Smp.Exploration;

/// <summary>One choice of a run.</summary>
/// <param name="Step">The number of the step that it decides, or is part of.</param>
/// <param name="Agent">Who steps; for a data choice, whose step asks.</param>
/// <param name="Taken">The option taken, in canonical order.</param>
/// <param name="Options">The agents there were to choose from, in canonical order; null for a data choice.</param>
/// <param name="Count">How many options there were.</param>
internal readonly record struct ChoicePoint(int Step, int Agent, int Taken, int[]? Options, int Count)
{
    internal bool IsValue => Options is null;
}
