namespace Smp.Machine;

/// <summary>The choice in which a failing schedule and a passing one differ first.</summary>
/// <param name="Choice">Its number among the choices of the schedule, from 0.</param>
/// <param name="Step">The step that it decides; for a data choice, the step that asks.</param>
/// <param name="IsValue">Whether it is a data choice.</param>
/// <param name="Agent">Who steps in the failing schedule; for a data choice, who asks.</param>
/// <param name="Taken">The agent that steps in the failing schedule, or the answer there.</param>
/// <param name="Instead">The agent that steps in the passing schedule, or the answer there.</param>
/// <param name="Count">How many options there were.</param>
public sealed record Decision(int Choice, int Step, bool IsValue, int Agent, int Taken, int Instead, int Count);
