using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Lets agents step in the order in which a player picked them, looks round after the last, and ends the run there.</summary>
internal sealed class PlayStrategy(IReadOnlyList<PlayedStep> steps, Action<Computer, Pending[], int> look) : IStrategy
{
    private Computer _computer = null!;
    private int _next;
    private int _answered;

    /// <inheritdoc/>
    public bool AsksAlways => true;

    /// <summary>How many values the first data choice of the last step has that nobody has answered; 0 if there is none.</summary>
    internal int AsksFor { get; private set; }

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
        _computer = computer;
        _next = 0;
        AsksFor = 0;
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        if (_next == steps.Count)
        {
            look(_computer, enabled.ToArray(), current);
            return IStrategy.Cut;
        }

        int agent = steps[_next++].Agent;
        _answered = 0;
        for (int slot = 0; slot < enabled.Length; slot++)
        {
            if (enabled[slot].Agent == agent)
            {
                return slot;
            }
        }

        throw new MachineException($"{_computer.Agents[agent].Name} cannot step: it is {_computer.Describe(agent)}");
    }

    /// <inheritdoc/>
    public int NextValue(int count)
    {
        var values = steps[_next - 1].Values;
        if (_answered < values.Count)
        {
            return values[_answered++];
        }

        AsksFor = AsksFor == 0 ? count : AsksFor;
        return 0;
    }
}
