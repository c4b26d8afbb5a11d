namespace Smp.Machine;

public sealed partial class Computer
{
    /// <summary>
    /// Switches footprints off for a moment, for what follows from the state alone and is brought up to date by every step
    /// that changes it: such a look is no part of the step.
    /// </summary>
    /// <returns>Whether they were on, for <see cref="ResumeFootprint"/>.</returns>
    public bool PauseFootprint()
    {
        bool on = Footprint.On;
        Footprint.On = false;
        return on;
    }

    /// <summary>The end of what <see cref="PauseFootprint"/> began.</summary>
    public void ResumeFootprint(bool on) => Footprint.On = on;

    /// <summary>The step looks at what is known of another agent: whether it is blocked, and which CPU it has.</summary>
    private void NoteLook(int agent)
    {
        if (Footprint.On && agent != _current)
        {
            Footprint.Add(Footprint.AgentObject(agent), write: false);
        }
    }

    /// <summary>What a step depends on besides what it touches: its own agent, its CPU, the text it runs in, what it needs.</summary>
    private void BeginFootprint(int agent, ref AgentState state)
    {
        Footprint.Add(Footprint.AgentObject(agent), write: false);
        if (state.Cpu >= 0 && state.Cpu < _cpuObjects.Count)
        {
            Footprint.Add(_cpuObjects[state.Cpu], write: false);
        }

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
