namespace Smp.Machine;

public sealed partial class Computer
{
    private IStrategy _strategy = null!;
    private int _current = -1;
    private int _next = -1;
    private bool _arrived;
    private bool _starting;
    private bool _stepwise;
    private bool _checkMemory;
    private bool _asksAlways;
    private IStepObserver? _observer;
    private bool _inspecting;
    private int _steps;
    private RunOutcome _outcome;
    private Finding? _finding;

    /// <summary>The agent whose step is being taken; -1 between runs.</summary>
    public int Current => _current;

    /// <summary>Steps taken in this run.</summary>
    public int Steps => _steps;

    /// <summary>What ended the last run, if a detector did.</summary>
    public Finding? Finding => _finding;

    /// <summary>Whether what ended the last run was found when nobody could step any more, and not by a step.</summary>
    public bool FoundAtEnd { get; private set; }

    /// <summary>The exception behind a failure of the testbed in the last run, with the agent it came from.</summary>
    public string? FailedAgent { get; private set; }

    /// <summary>
    /// Runs one schedule from the stage's image, as <paramref name="strategy"/> decides.
    /// </summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault; the computer can be used again.</exception>
    public RunOutcome Run(IStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        if (!_sealed)
        {
            throw new MachineException("the stage is not sealed");
        }

        try
        {
            Prepare(strategy);
            return Loop();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Failed(e);
        }
    }

    /// <summary>The agent's pending operation has come up: asks who steps next. True if the same agent goes on at once.</summary>
    internal bool Arrive()
    {
        if (_current < 0 || _state[_current].Operation == Operation.None)
        {
            throw new MachineException("a step was awaited that was not announced, or a second time: a step is awaited once, by the agent that made it");
        }

        if (_starting)
        {
            return false;
        }

        if (_stepwise)
        {
            // Somebody else says who goes on, once this step has ended.
            _arrived = true;
            return false;
        }

        if (Host is { HasMail: true } host)
        {
            host.Deliver();
        }

        EndStep();
        _next = Pick();
        if (_next == _current && _next >= 0)
        {
            if (BeginStep(_next))
            {
                return true;
            }

            // The access failed and the agent is dead: somebody else goes on.
            _next = Pick();
        }

        _arrived = true;
        return false;
    }

    /// <summary>Keeps the suspended method of the current agent until it is picked.</summary>
    public void Suspend(Frame frame)
    {
        ref var state = ref _state[_current];
        if (state.Continuation is not null)
        {
            throw new MachineException($"{_agents[_current].Name} waits for two steps at once: a step must be awaited where it is made");
        }

        state.Continuation = frame;
    }

    /// <summary>The agent's own program has come to its end.</summary>
    internal void End(int agent)
    {
        ref var state = ref _state[agent];
        if (state.Operation != Operation.None && !Frames.AnyLiveOf(agent, null))
        {
            throw new MachineException($"{_agents[agent].Name} ended with a step that was made but not awaited: {state.Operation} at line {state.Line}");
        }

        Finish(agent);
    }

    internal void Finish(int agent)
    {
        if (Frames.AnyLiveOf(agent, null))
        {
            throw new MachineException($"{_agents[agent].Name} ended while a kernel function it called was still running: it was not awaited");
        }

        Block(agent, Blocked.Finished, true);
        Dispatcher?.Retire(agent);
    }

    /// <summary>Ends an agent in the middle of its program: what it has suspended in user mode is dropped.</summary>
    public void Terminate(int agent)
    {
        Frames.ReleaseOf(agent);
        _state[agent].Continuation = null;
        Finish(agent);
    }

    private void PrepareRun(IStrategy strategy)
    {
        _strategy = strategy;
        _asksAlways = strategy.AsksAlways;
        _observer = strategy as IStepObserver;
        FoundAtEnd = false;
        _runs++;
        _atWork = true;
        _coverage?.BeginRun();
        _steps = 0;
        _finding = null;
        _outcome = RunOutcome.Ended;
        _next = -1;
        _current = -1;
        Choices.Clear();
        Footprint.On = TrackFootprints || Recorder is not null;
        LeaveLoops();
        _checkMemory = false;
        foreach (var detector in _detectors)
        {
            detector.Begin();
            _checkMemory = true;
        }

        BeginIdentity();
        Recorder?.Begin();
    }

    private void Reset()
    {
        Frames.ReleaseAll();
        Memory.Reset();
        Host?.Reset();
        _image.CopyTo(_state, 0);
        ResetEnabled();
    }

    private void Prepare(IStrategy strategy)
    {
        Reset();
        PrepareRun(strategy);
        strategy.BeginExecution(this);
        for (int i = 0; i < _agents.Count; i++)
        {
            if (_agents[i].Body is not null)
            {
                Start(i);
            }
        }

        if (Footprint.On && _observer is not null)
        {
            BeginSightings();
        }
    }

    private void Start(int agent)
    {
        _starting = true;
        _current = agent;
        _agents[agent].Root.Launch(_agents[agent].Body!().Inner);
        _starting = false;
        _current = -1;
    }

    private RunOutcome Loop()
    {
        _stepwise = Host is { CarriesSteps: true };
        _next = Pick();
        while (_next >= 0)
        {
            int agent = _next;
            _current = agent;
            if (!BeginStep(agent))
            {
                _next = Pick();
                continue;
            }

            if (_stepwise)
            {
                Host!.Carry(agent);
            }
            else
            {
                TakeStep(agent);
            }

            if (Settled(agent))
            {
                _next = Pick();
            }
        }

        return Conclude();
    }

    private RunOutcome Conclude()
    {
        if (_outcome == RunOutcome.Ended)
        {
            EndRun();
        }

        _atWork = false;
        _current = -1;
        _stepwise = false;
        Recorder?.End();
        return _outcome;
    }

    private int Pick()
    {
        if (_outcome != RunOutcome.Ended)
        {
            return -1;
        }

        int current = _current >= 0 ? RefreshSlot(_current) : RefreshSlot(-1);
        int count = _enabledCount;
        if (count == 0)
        {
            return -1;
        }

        if (_steps >= MaxSteps)
        {
            _outcome = RunOutcome.TooLong;
            return -1;
        }

        if (count == 1)
        {
            if (_asksAlways)
            {
                // Not a choice, so no part of the schedule; but the strategy may know all that follows.
                _outcome = _strategy.NextAgent(new ReadOnlySpan<Pending>(_enabled, 0, 1), current) < 0 ? RunOutcome.Cut : _outcome;
                return _outcome == RunOutcome.Cut ? -1 : _enabled[0].Agent;
            }

            // No choice of agents, but perhaps one of data in the step: what follows may be known already.
            if (_enabled[0].Operation is Operation.PageFault or Operation.Allocate && _strategy.IsKnown())
            {
                _outcome = RunOutcome.Cut;
                return -1;
            }

            return _enabled[0].Agent;
        }

        return Picked(_strategy.NextAgent(new ReadOnlySpan<Pending>(_enabled, 0, count), current), count, current);
    }

    private int Picked(int slot, int count, int current)
    {
        if ((uint)slot >= (uint)count)
        {
            if (slot != IStrategy.Cut)
            {
                throw new MachineException($"the strategy answered {slot} where {count} agents are enabled");
            }

            _outcome = RunOutcome.Cut;
            return -1;
        }

        Choices.Add(ChoiceLog.ToCanonical(slot, current));
        return _enabled[slot].Agent;
    }

    /// <summary>The permission to step. False if the step's access fails: the agent is dead then.</summary>
    private bool BeginStep(int agent)
    {
        ref var state = ref _state[agent];
        if (Footprint.On)
        {
            Footprint.Clear();
            ReadConditions(agent);
        }

        Recorder?.Choose(agent);
        if (state.Cpu == -1)
        {
            Dispatcher?.Dispatch(agent);
        }

        _steps++;
        state.Taken++;
        if (Footprint.On)
        {
            BeginFootprint(agent, ref state);
        }

        Recorder?.BeginStep(agent, ref state);
        return !_checkMemory || CheckAccess(agent, ref state);
    }

    private void EndStep()
    {
        if (_spinning)
        {
            EndSpinningStep();
        }

        Recorder?.EndStep();
        if (_stepDetectors.Count != 0)
        {
            // What a detector looks at is neither observed by an agent nor part of a step's footprint.
            bool footprint = Footprint.On;
            Footprint.On = false;
            _inspecting = true;
            for (int i = 0; i < _stepDetectors.Count; i++)
            {
                var sighting = footprint && _observer is not null ? _sightings[i] : null;
                Footprint.On = sighting is not null;
                if ((sighting is null ? _stepDetectors[i].OnStep(this) : sighting.Look(this, Footprint)) is { } finding)
                {
                    Stop(finding);
                    break;
                }
            }

            _inspecting = false;
            Footprint.On = footprint;
        }

        _observer?.OnStep(this, _current);
    }

    private void EndRun()
    {
        _inspecting = true;
        Footprint.On = false;
        foreach (var detector in _detectors)
        {
            if (detector.OnEnd(this) is { } finding)
            {
                FoundAtEnd = true;
                Stop(finding);
                break;
            }
        }

        _inspecting = false;
    }

    private void Stop(Finding finding)
    {
        if (_finding is null)
        {
            _finding = finding;
            _outcome = RunOutcome.Found;
        }
    }
}
