using System.Runtime.CompilerServices;

namespace Smp.Machine;

public sealed partial class Computer
{
    /// <summary>
    /// The current agent has come to a visible operation. What follows is an <c>await</c>, whose step begins when the
    /// strategy picks the agent.
    /// </summary>
    /// <param name="operation">What it is about to do.</param>
    /// <param name="target">The object it will do it to.</param>
    /// <param name="site">Where in the source.</param>
    /// <param name="size">Bytes of the access that memory checks apply to; 0 for none.</param>
    /// <param name="argument">What the trace shows beside it.</param>
    /// <param name="needs">The word that must be 0 before the step may be taken.</param>
    public void Announce(Operation operation, Address target, Site site, int size = 0, long argument = 0, Address needs = default)
    {
        if (_current < 0 || _inspecting)
        {
            throw new MachineException(_inspecting
                ? $"{operation} at {site} is in a clause or a detector: these look at the state (Inspect, a ghost's value) and take no step"
                : $"{operation} at {site} is outside every agent: kernel code runs in the bodies of agents only");
        }

        ref var state = ref _state[_current];
        if (state.Operation != Operation.None)
        {
            throw new MachineException(
                $"{_agents[_current].Name} comes to {operation} at {site} before it has awaited the step before: "
                + $"{state.Operation}{(state.Object == 0 ? "" : $" of {Memory.NameOf(new Address(state.Object))}")}, made in line {state.Line}; "
                + "what is not awaited where it is made does not happen");
        }

        if (size is > 0 and <= 8 && operation is Operation.Load or Operation.Store or Operation.Atomic && (target.Value & (size - 1)) != 0)
        {
            throw new MachineException($"{_agents[_current].Name} accesses {size} bytes at {Memory.NameOf(target)} at {site}: the machine has aligned accesses only");
        }

        state.Operation = operation;
        state.Object = target.Value;
        state.Line = site.Line;
        state.Size = size;
        state.Argument = argument;
        if (!_sealed && (state.Text != 0 || _stageSite.File is null))
        {
            CoverStage(site);
        }

        Cover(site);
        if ((state.Blocked & Blocked.Message) != 0)
        {
            Block(_current, Blocked.Message, false);
        }

        if (needs.Value != 0 || state.Needs != 0)
        {
            SetNeeds(ref state, needs);
        }

        Recorder?.Announce(_current, site, operation, state.Text != 0);
    }

    /// <summary>
    /// The same for an agent whose continuation is an object of the machine instead of a suspended method: a trap, a
    /// return, an interrupt. <paramref name="continuation"/> runs when the strategy picks the agent.
    /// </summary>
    public void AnnounceFor(int agent, Operation operation, Address target, Site site, Frame continuation, Address needs = default)
    {
        int current = _current;
        _current = agent;
        Announce(operation, target, site, needs: needs);
        Suspend(continuation);
        Reannounced(agent);
        _current = current;
    }

    /// <summary>The object of the step being taken.</summary>
    internal Address CurrentObject
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_state[_current].Object);
    }

    /// <summary>The pending operation is made: called once in each step, with what it read or left behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Complete(long value)
    {
        ref var state = ref _state[_current];
        var operation = state.Operation;
        state.Operation = Operation.None;
        if (_keep != Keep.Nothing)
        {
            CompleteKept(ref state, operation, value);
        }
    }

    /// <summary>A data choice of the step being taken: 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">How many there are to choose from.</param>
    /// <param name="observed">
    /// Whether the agent learns of it other than from memory; which CPU a task is given it does not.
    /// </param>
    public int ChooseValue(int count, bool observed = true)
    {
        if (count <= 1)
        {
            return 0;
        }

        int value = _strategy.NextValue(count);
        if ((uint)value >= (uint)count)
        {
            throw new MachineException($"the strategy answered {value} to a choice of {count}");
        }

        Choices.Add(value);
        CompleteChoice(value, observed);
        _coverage?.Chose(_current, _state[_current].Operation, _state[_current].Line, count, value);
        return value;
    }

    /// <summary>The text region whose code the current agent enters; NULL for the kernel's own.</summary>
    /// <returns>The region it was in before.</returns>
    public Address EnterText(Address text)
    {
        ref var state = ref _state[_current];
        var before = new Address(state.Text);
        state.Text = text.Value;
        return before;
    }

    /// <summary>Whether the code on top of an agent's stack is a module's.</summary>
    public bool InModule(int agent) => _state[agent].Text != 0;

    /// <summary>The current agent goes from user mode into the kernel, or back.</summary>
    public void SetInKernel(int agent, bool inKernel)
    {
        if (Footprint.On)
        {
            Footprint.Add(Footprint.ModeObject(agent), write: true);
        }

        _state[agent].InKernel = inKernel;
    }

    /// <summary>
    /// Memory from the current agent's own heap, not initialised. Addresses are never used twice in a run, so a stale
    /// pointer always meets freed memory.
    /// </summary>
    /// <returns>NULL when the arena is used up.</returns>
    public Address AllocateHeap(int size, Shadow shadow)
    {
        ref var state = ref _state[_current];
        var start = new Address((_agents[_current].Arena.Value + state.Allocated));
        int rounded = ((size + 7) / 8 * 8) + 8;
        if (!Memory.Fits(_agents[_current].Arena, state.Allocated + rounded))
        {
            return Address.Null;
        }

        state.Allocated += rounded;
        Memory.SetShadow(start, size, shadow);
        return start;
    }

    /// <summary>What the current agent reads outside a step (a ghost) becomes part of its history all the same.</summary>
    public void Observe(long value)
    {
        if ((_keep & Keep.Histories) != 0 && _current >= 0 && !_inspecting)
        {
            ref var state = ref _state[_current];
            state.History = Hashing.Fold(state.History, (ulong)value);
            state.History2 = Hashing.Fold2(state.History2, (ulong)value);
        }
    }

    /// <summary>
    /// Holds that state is looked at from outside, by a clause, and not by a program in the race: there a look is a step.
    /// </summary>
    public void RequireInspection(string what)
    {
        if (_sealed && _current >= 0 && !_inspecting)
        {
            throw new MachineException($"{_agents[_current].Name} looks at {what} without a step: that is for the clauses of a scenario; a program loads");
        }
    }

    /// <summary>Whether a recorder is attached, so that names and texts are worth making.</summary>
    public bool Recording => Recorder is not null;

    /// <summary>Whether what is allocated now will be named in reports: while the stage is built, or a run recorded.</summary>
    public bool NamesMatter => Recorder is not null || !_sealed;

    /// <summary>A message between actors, for the record.</summary>
    public void NoteMessage(string from, string to, string kind, string text) => Recorder?.Message(from, to, kind, text);

    /// <summary>Output of the kernel log, for the record.</summary>
    public void NoteLog(string text) => Recorder?.Log(text);

    /// <summary>The line of the module that calls into the kernel, for the record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void At(Site site)
    {
        if (Recorder is not null && _current >= 0)
        {
            Recorder.Caller(_current, site);
        }
        else if (!_sealed)
        {
            CoverStage(site);
        }

        if (_coverage is not null && _current >= 0)
        {
            Cover(site);
        }
    }

    private void SetNeeds(ref AgentState state, Address needs)
    {
        WaitFor(_current, state.Needs, needs.Value);
        state.Needs = needs.Value;
        // Not part of the footprint of the step before: whoever changes the word later disables or enables the agent.
        long value = needs.IsNull ? 0 : Memory.Look(needs);

        // The agent's own mark disables it too: a lock that is not recursive is not taken twice.
        Hold(_current, value != 0);
    }
}
