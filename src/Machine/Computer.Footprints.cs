namespace Smp.Machine;

public sealed partial class Computer
{
    /// <summary>What a step depends on besides what it touches: its own agent, its CPU, the text it runs in, what it needs.</summary>
    private void BeginFootprint(int agent, ref AgentState state)
    {
        Footprint.Add(_agents[agent].Arena, write: false);
        if (state.Cpu >= 0 && state.Cpu < _cpuObjects.Count)
        {
            Footprint.Add(_cpuObjects[state.Cpu], write: false);
        }

        _ownAccesses = Footprint.Count;

        if (state.Text != 0)
        {
            Footprint.Add(new Address(state.Text), write: false);
        }

        if (state.Needs != 0)
        {
            Footprint.Add(new Address(state.Needs), write: false);
        }
    }
}
