namespace Smp.Machine;

public sealed partial class Computer
{
    [Flags]
    private enum Keep
    {
        Nothing = 0,
        Histories = 1,
        Events = 2,
        Record = 4,
        Order = 8,
        Coverage = 16,
    }

    private Keep _keep;
    private ulong _eventHash;

    /// <summary>Whether runs keep what <see cref="StateIdentity"/> needs; set before <see cref="Run"/>.</summary>
    public bool KeepStates { get; set; }

    /// <summary>Whether runs keep the hash of their event stream; set before <see cref="Run"/>.</summary>
    public bool KeepEventHash { get; set; }

    /// <summary>
    /// The hash of the event stream so far: who took which operation on which object and with which value. Lines are no
    /// part of it, so that a comment added to a module does not make its old tokens strangers.
    /// </summary>
    public ulong EventHash => _eventHash;

    /// <summary>Whether every detector can be part of a state identity, so that a search may prune.</summary>
    public bool CanPrune
    {
        get
        {
            foreach (var detector in _detectors)
            {
                if (detector.Digest is null)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>
    /// The identity of the state reached, at a choice: memory with its shadow, what each agent waits for and has observed
    /// since its kernel stack was empty, and the digest of every detector. CPUs, run queues, wait queues, lock owners and
    /// budgets live in memory. Who stepped last is no part of it: nothing that follows depends on that.
    /// </summary>
    public Identity StateIdentity()
    {
        var (hash, hash2) = Memory.Identity();
        for (int i = 0; i < _agents.Count; i++)
        {
            ref var state = ref _state[i];
            ulong blocked = (ulong)Reasons(i);
            ulong shape = (blocked & 0xff) | (blocked >> 8 << 33) | ((ulong)(byte)state.Cpu << 16) | ((ulong)(byte)state.LastCpu << 24)
                | (state.InKernel ? 1UL << 32 : 0);
            ulong place = ((ulong)(uint)state.Needs << 32) | (uint)state.Text;
            ulong one = 0;
            ulong two = 0;

            // What an agent has observed and where it stands no longer matters once it has ended.
            if ((state.Blocked & Blocked.Finished) == 0)
            {
                shape |= ((ulong)state.Operation << 8) | ((ulong)(uint)state.Line << 40);
                ulong stands = ((ulong)(uint)state.Object << 32) | (uint)state.Allocated;
                one = Hashing.Fold(Hashing.Fold(state.History, state.UserHistory), stands);
                two = Hashing.Fold2(Hashing.Fold2(state.History2, state.UserHistory2), stands);
            }

            one = Hashing.Fold(Hashing.Fold(one, shape), place);
            two = Hashing.Fold2(Hashing.Fold2(two, shape), place);
            hash += Hashing.At((uint)i | AgentLane, one);
            hash2 += Hashing.At2((uint)i | AgentLane, two);
        }

        // Each detector in a lane of its own: which of two remembers something must not be lost.
        for (int i = 0; i < _detectors.Count; i++)
        {
            if (_detectors[i].Digest is { } digest and not 0)
            {
                hash += Hashing.At((uint)i | DetectorLane, digest);
                hash2 += Hashing.At2((uint)i | DetectorLane, digest);
            }
        }

        return new Identity(hash, hash2);
    }

    /// <summary>
    /// The identity of what a finished run left behind: memory, and for each agent whether it ended, sleeps or died.
    /// Two schedules with equal final states are the same result of the program.
    /// </summary>
    public Identity FinalState()
    {
        var (hash, hash2) = Memory.Identity();
        for (int i = 0; i < _agents.Count; i++)
        {
            hash += Hashing.At((uint)i | AgentLane, (ulong)Reasons(i));
            hash2 += Hashing.At2((uint)i | AgentLane, (ulong)Reasons(i));
        }

        return new Identity(hash, hash2);
    }

    /// <summary>
    /// The agent leaves user mode: what it has observed there stays with its user program, whatever the kernel does next.
    /// </summary>
    public void KeepUserHistory(int agent)
    {
        if ((_keep & Keep.Histories) == 0)
        {
            return;
        }

        ref var state = ref _state[agent];
        state.UserHistory = Hashing.Fold(state.UserHistory, state.History);
        state.UserHistory2 = Hashing.Fold2(state.UserHistory2, state.History2);
        state.History = 0;
        state.History2 = 0;
    }

    /// <summary>
    /// The kernel stack of an agent is empty: what it has observed inside no longer matters, only where its user program
    /// stands, which is told by the results it was given.
    /// </summary>
    /// <param name="agent">The agent.</param>
    /// <param name="result">What user mode learns: the system call's result.</param>
    /// <param name="line">Where in the user program.</param>
    public void ForgetHistory(int agent, long result, int line)
    {
        LeaveLoop(agent);
        if ((_keep & Keep.Histories) == 0)
        {
            return;
        }

        ref var state = ref _state[agent];
        ulong what = Hashing.Fold((ulong)result, (uint)line);
        state.UserHistory = Hashing.Fold(state.UserHistory, what);
        state.UserHistory2 = Hashing.Fold2(state.UserHistory2, what);
        state.History = 0;
        state.History2 = 0;
    }

    /// <summary>
    /// The agent stands at the head of a loop of its program with nothing in its variables but
    /// <paramref name="live"/>: all it has observed before is forgotten, so that a loop can come back to a known state.
    /// </summary>
    public void LoopHead(int agent, long live, int line)
    {
        LeaveLoop(agent);
        if ((_keep & Keep.Histories) == 0)
        {
            return;
        }

        ref var state = ref _state[agent];
        state.UserHistory = Hashing.Fold((ulong)live, (uint)line);
        state.UserHistory2 = Hashing.Fold2((ulong)live, (uint)line);
        state.History = 0;
        state.History2 = 0;
    }

    private const ulong AgentLane = 1UL << 40;
    private const ulong DetectorLane = 1UL << 41;

    private void BeginIdentity()
    {
        Memory.KeepsIdentity = KeepStates;
        _eventHash = 0;
        _keep = (KeepStates ? Keep.Histories : Keep.Nothing)
            | (KeepEventHash || Recorder is not null ? Keep.Events : Keep.Nothing)
            | (Recorder is not null ? Keep.Record : Keep.Nothing)
            | (_order is not null && _sealed ? Keep.Order : Keep.Nothing)
            | (_coverage is not null && _sealed ? Keep.Coverage : Keep.Nothing);
    }

    /// <summary>The step's access is made: <paramref name="value"/> is what it read, or what it left.</summary>
    private void CompleteKept(ref AgentState state, Operation operation, long value)
    {
        if ((_keep & Keep.Histories) != 0)
        {
            ulong what = ((ulong)operation << 56) | ((ulong)(uint)state.Line << 32) | (uint)state.Object;
            state.History = Hashing.Fold(Hashing.Fold(state.History, what), (ulong)value);
            state.History2 = Hashing.Fold2(Hashing.Fold2(state.History2, what), (ulong)value);
        }

        if ((_keep & Keep.Events) != 0)
        {
            ulong what = ((ulong)operation << 56) | ((ulong)(uint)_current << 32) | (uint)state.Object;
            _eventHash = Hashing.Fold(Hashing.Fold(_eventHash, what), (ulong)value);
        }

        if ((_keep & Keep.Record) != 0)
        {
            Recorder!.Value(value);
        }

        if ((_keep & Keep.Coverage) != 0 && state.Text != 0 && operation is (Operation.Load or Operation.Store or Operation.Atomic))
        {
            _coverage!.Accessed(_current, state.Object, state.Line, operation != Operation.Load);
        }

        if ((_keep & Keep.Order) != 0 && operation is (Operation.Load or Operation.Store))
        {
            Accessed(new SharedAccess(new Address(state.Object), state.Size, operation == Operation.Store, IsMarked: false, state.Line));
        }
    }

    private void CompleteChoice(int value, bool observed)
    {
        LeaveLoop(_current);
        if (observed && (_keep & Keep.Histories) != 0)
        {
            ref var state = ref _state[_current];
            state.History = Hashing.Fold(state.History, (ulong)value + 1);
            state.History2 = Hashing.Fold2(state.History2, (ulong)value + 1);
        }

        if ((_keep & Keep.Events) != 0)
        {
            _eventHash = Hashing.Fold(_eventHash, (ulong)value + 1);
        }
    }
}
