using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A step that a player chose.</summary>
/// <param name="Agent">Who takes it.</param>
/// <param name="Values">How its data choices are answered.</param>
public sealed record PlayedStep(int Agent, IReadOnlyList<int> Values);

/// <summary>Somebody who can step next.</summary>
/// <param name="Agent">The agent's number.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsCurrent">Whether it stepped last.</param>
/// <param name="IsOwnBusiness">Whether the step is one of the kernel's own, between those that the program or the module is about.</param>
/// <param name="AsksFor">How many values a data choice of the step has; 0 if it makes none.</param>
/// <param name="Preview">The run with this step taken.</param>
public sealed record PlayOption(int Agent, string Name, bool IsCurrent, bool IsOwnBusiness, int AsksFor, Recording Preview);

/// <summary>A variable of a module.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Bytes">What it holds.</param>
public sealed record PlayVariable(Region Region, IReadOnlyList<byte> Bytes);

/// <summary>Where a game stands.</summary>
/// <param name="Recording">The run so far.</param>
/// <param name="Options">Who can step; none if the run is over.</param>
/// <param name="Others">Who cannot, and why, without those that have ended and those that sleep as they should.</param>
/// <param name="Variables">The modules' variables.</param>
/// <param name="Report">What was found, explained; null for nothing.</param>
public sealed record PlayPosition(
    Recording Recording,
    IReadOnlyList<PlayOption> Options,
    IReadOnlyList<Standing> Others,
    IReadOnlyList<PlayVariable> Variables,
    FindingReport? Report);
