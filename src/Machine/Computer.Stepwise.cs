namespace Smp.Machine;

/// <summary>
/// Runs that somebody else drives, a step at a time: threads that race for the permission to step, another explorer. The
/// order in which they step becomes the schedule, so such a run has a token like any other.
/// </summary>
public sealed partial class Computer
{
    /// <summary>Whether nobody may step any more: a finding, the bound on steps, or no agent is enabled.</summary>
    public bool IsOver => _outcome != RunOutcome.Ended || !AnyCanStep || _steps >= MaxSteps;

    private bool AnyCanStep
    {
        get
        {
            RefreshSlot(-1);
            return _enabledCount != 0;
        }
    }

    /// <summary>
    /// Begins a run in which the caller picks the agents: until <see cref="EndStepwise"/> no strategy is asked for any.
    /// </summary>
    /// <param name="values">Answers data choices, and is told of the beginning.</param>
    /// <exception cref="MachineException">The testbed or the scenario is at fault; the computer can be used again.</exception>
    public void BeginStepwise(IStrategy values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!_sealed)
        {
            throw new MachineException("the stage is not sealed");
        }

        try
        {
            Prepare(values);
            _stepwise = true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Whether an agent may take a step now.</summary>
    public bool CanStep(int agent) => _outcome == RunOutcome.Ended && _steps < MaxSteps && Has(_canStep, agent);

    /// <summary>The agents that may take a step now, as a strategy would be shown them.</summary>
    /// <param name="current">The place of the agent that stepped last; -1 if it cannot go on.</param>
    public ReadOnlySpan<Pending> Enabled(out int current)
    {
        current = RefreshSlot(_current);
        return IsOver ? default : new ReadOnlySpan<Pending>(_enabled, 0, _enabledCount);
    }

    /// <summary>Lets an agent take one step, the messages it posts delivered. Only where <see cref="CanStep"/>.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault; the run is over.</exception>
    public void Step(int agent)
    {
        if (!Grant(agent))
        {
            return;
        }

        try
        {
            if (Host is { CarriesSteps: true } host)
            {
                host.Carry(agent);
            }
            else
            {
                TakeStep(agent);
            }

            Settled(agent);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Failed(e);
        }
    }

    /// <summary>
    /// The first part of a step, for hosts that take the parts on several threads, one after the other: the agent is
    /// chosen. False if its access fails: then the agent is dead and the step is over.
    /// </summary>
    /// <exception cref="MachineException">It cannot step, or no stepwise run is under way.</exception>
    public bool Grant(int agent)
    {
        if (!_stepwise || !CanStep(agent))
        {
            throw new MachineException(_stepwise ? $"{_agents[agent].Name} cannot step: it is {Describe(agent)}" : "no run is under way");
        }

        try
        {
            int current = RefreshSlot(_current);
            if (_enabledCount > 1)
            {
                Choices.Add(ChoiceLog.ToCanonical(SlotOf(agent), current));
            }

            _current = agent;
            return BeginStep(agent);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Failed(e);
        }
    }

    /// <summary>The second part: the actor that the agent belongs to runs its code up to the next visible operation.</summary>
    public void TakeStep(int agent)
    {
        ref var state = ref _state[agent];
        var continuation = state.Continuation;
        state.Continuation = null;
        _arrived = false;
        continuation!.Resume();
    }

    /// <summary>The last part: what was posted is delivered, detectors look.</summary>
    public void Settle(int agent)
    {
        try
        {
            Settled(agent);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Ends a stepwise run; what was found, if anything, is in <see cref="Finding"/>.</summary>
    /// <exception cref="MachineException">Agents could still step, or the scenario is at fault.</exception>
    public RunOutcome EndStepwise()
    {
        if (!_stepwise)
        {
            throw new MachineException("no run is under way");
        }

        if (!IsOver)
        {
            throw new MachineException("the run is not over: agents can still step");
        }

        if (_outcome == RunOutcome.Ended && AnyCanStep)
        {
            _outcome = RunOutcome.TooLong;
        }

        try
        {
            return Conclude();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Ends a stepwise run before its end, as a strategy may.</summary>
    private RunOutcome CutStepwise()
    {
        _outcome = RunOutcome.Cut;
        return Conclude();
    }

    /// <summary>
    /// A part of a stepwise run that was taken outside <see cref="Step"/> has thrown: gives the run up, and makes of it the
    /// error that says who failed and where. The caller throws it.
    /// </summary>
    public Exception FailStepwise(Exception e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return Failed(e);
    }

    /// <summary>Gives up a stepwise run in the middle: the computer can be used again, what was chosen so far stays to be read.</summary>
    public void AbandonStepwise() => Abandon();

    /// <summary>Ends a step. False if that has been done already, because the same agent or another one has gone on since.</summary>
    private bool Settled(int agent)
    {
        if (Host is { HasMail: true } host && (_stepwise || !_arrived))
        {
            host.Deliver();
        }

        if (!_stepwise && _arrived)
        {
            return false;
        }

        ref var state = ref _state[agent];
        if (state.Continuation is null && (state.Blocked & (Blocked.Finished | Blocked.Message)) == 0)
        {
            // The agent waits for a message that nobody has sent yet.
            Block(agent, Blocked.Message, true);
        }

        EndStep();
        return true;
    }
}
