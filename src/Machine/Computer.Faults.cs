namespace Smp.Machine;

public sealed partial class Computer
{
    private bool CheckAccess(int agent, ref AgentState state)
    {
        if (state.Text != 0 && Memory.ShadowOf(new Address(state.Text)) != Shadow.Live)
        {
            return Fault(agent, new Fault(FaultKind.FreedText, agent, state.Operation, new Address(state.Text), 1, state.Line));
        }

        if (state.Size == 0)
        {
            return true;
        }

        var address = new Address(state.Object);
        NoteChecked(address, state.Size);
        bool reads = state.Operation is not (Operation.Store or Operation.CopyIn or Operation.Allocate);
        bool accessible = state.Size <= 8 && (state.Object & 7) + state.Size <= 8
            ? Memory.IsAccessible(address, state.Size, reads)
            : Memory.IsRangeAccessible(address, state.Size, reads);
        if (accessible)
        {
            return true;
        }

        var kind = Memory.Classify(address, state.Size);
        if (kind == FaultKind.UseAfterFree && state.Operation == Operation.Enter)
        {
            // A jump into a module that has gone: not the data of an object, but code.
            kind = FaultKind.FreedText;
        }

        return Fault(agent, new Fault(kind, agent, state.Operation, address, state.Size, state.Line));
    }

    /// <summary>
    /// An access of the step being taken to an object it comes to only now, through a pointer it has just read. False if
    /// memory refuses it: the agent is dead then, and its code must do nothing more than return.
    /// </summary>
    public bool Check(Address address, int size, bool reads = true)
    {
        if (!_checkMemory)
        {
            return true;
        }

        NoteChecked(address, size);
        if (Memory.IsRangeAccessible(address, size, reads))
        {
            return true;
        }

        ref var state = ref _state[_current];
        var fault = new Fault(Memory.Classify(address, size), _current, state.Operation, address, size, state.Line);
        Recorder?.Fault(fault);
        Block(_current, Blocked.Dead, true);
        Report(fault);
        return false;
    }

    /// <summary>
    /// The kernel complains, inside a step: the detectors decide whether that is a finding. The step goes on to its end;
    /// a finding ends the run after it. Costs nothing where it is not called.
    /// </summary>
    public void Complain(string kind, Address target, string text)
    {
        var alarm = new Alarm(kind, target, text, _current);
        foreach (var detector in _detectors)
        {
            if (detector.OnAlarm(this, alarm) is { } finding)
            {
                Stop(finding);
                break;
            }
        }
    }

    /// <summary>An Oops: nothing is thrown and nothing released; the agent never steps again and keeps what it holds.</summary>
    private bool Fault(int agent, in Fault fault)
    {
        // It is not made: nobody can race with it.
        var keep = _keep;
        _keep &= ~Keep.Order;
        Complete(0);
        _keep = keep;
        Recorder?.Fault(fault);
        Recorder?.EndStep();
        Block(agent, Blocked.Dead, true);
        Report(fault);
        _observer?.OnStep(this, agent);
        return false;
    }

    /// <summary>An access that fails is not made, but it depends on who allocated and freed the object.</summary>
    private void NoteChecked(Address address, int size)
    {
        if (!Footprint.On || !Memory.Holds(address))
        {
            return;
        }

        for (int i = 0; i < size; i += 8 - ((address.Value + i) & 7))
        {
            Footprint.Add(address + i, write: false);
        }
    }

    private void Report(in Fault fault)
    {
        foreach (var detector in _detectors)
        {
            if (detector.OnFault(this, fault) is { } finding)
            {
                Stop(finding);
                break;
            }
        }
    }
}
