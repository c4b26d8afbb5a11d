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

    /// <summary>
    /// From the next step on footprints are kept, in the middle of a run too: for searches that repeat the beginning of a
    /// run whose footprints they know. Between steps only.
    /// </summary>
    public void BeginFootprints()
    {
        Footprint.On = true;
        BeginSightings();
    }

    /// <summary>
    /// Fills <see cref="Footprint"/> with what the next step of an agent depends on as far as that is known before it is
    /// taken: the CPU, what it needs, all that decides whether it is enabled. Between steps only.
    /// </summary>
    public void NotePending(int agent)
    {
        bool on = Footprint.On;
        int current = _current;
        Footprint.On = true;
        Footprint.Clear();
        _current = agent;
        ReadConditions(agent);
        BeginFootprint(agent, ref _state[agent]);
        _current = current;
        Footprint.On = on;
    }

    private void ReadConditions(int agent)
    {
        if (Footprint.Without != FootprintPart.Conditions)
        {
            Dispatcher?.ReadConditions(agent);
        }
    }

    /// <summary>Whether a search may leave out schedules that differ only in the order of independent steps.</summary>
    public bool CanReduce
    {
        get
        {
            foreach (var detector in _detectors)
            {
                if (detector.Sight == DetectorSight.Linearisation)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Leaves a part of all footprints out: for tests that show that it is needed.</summary>
    internal void OmitFootprints(FootprintPart part)
    {
        Footprint.Without = part;
        var texts = Memory.Map().Regions.Where(r => r.Kind == RegionKind.Text).Select(r => r.Start).ToHashSet();
        Footprint.Omits = part switch
        {
            FootprintPart.Agents => address => address.Value < 0 && address.Value % 16 == 0,
            FootprintPart.Modes => address => address.Value < 0 && address.Value % 16 != 0,
            FootprintPart.Cpus => address => _cpuObjects.Contains(address),
            FootprintPart.Texts => texts.Contains,
            _ => null,
        };
    }

    private void BeginSightings()
    {
        bool inspecting = _inspecting;
        _inspecting = true;
        foreach (var sighting in _sightings)
        {
            sighting?.Begin(this, Footprint);
        }

        _inspecting = inspecting;
    }

    /// <summary>The step looks at what is known of another agent: whether it is blocked, and which CPU it has.</summary>
    private void NoteLook(int agent)
    {
        if (Footprint.On && (agent != _current || _inspecting))
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

        _ownAccesses = Footprint.Count;

        if (state.Text != 0)
        {
            Footprint.Add(new Address(state.Text), write: false);
        }

        if (state.Needs != 0)
        {
            Footprint.AddTake(new Address(state.Needs));
        }
    }
}
