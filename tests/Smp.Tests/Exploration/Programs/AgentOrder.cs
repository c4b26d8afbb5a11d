using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>
/// Runs the agents in a given order, each with the data choices it is given; says if that cannot be done.
/// </summary>
internal sealed class AgentOrder(IReadOnlyList<int> agents, IReadOnlyDictionary<int, Queue<int>> values) : IStrategy
{
    private Computer _computer = null!;

    internal bool Fits { get; private set; } = true;

    public void BeginExecution(Computer computer) => _computer = computer;

    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        int next = _computer.Steps < agents.Count ? agents[_computer.Steps] : -1;
        for (int i = 0; i < enabled.Length; i++)
        {
            if (enabled[i].Agent == next)
            {
                return i;
            }
        }

        Fits = false;
        return IStrategy.Cut;
    }

    public int NextValue(int count)
    {
        if (values.TryGetValue(_computer.Current, out var queue) && queue.TryDequeue(out int value) && value < count)
        {
            return value;
        }

        Fits = false;
        return 0;
    }
}
