namespace Smp.Machine;

/// <summary>
/// Loops that wait for memory to change: a turn that read what it would read again, and changed nothing, disables its
/// agent until somebody writes to what it read.
/// </summary>
/// <remarks>
/// <para>Such a turn leads from a state to the same state, so leaving out all turns after it loses no state and no finding
/// of the others; what is lost is a schedule without an end, which is reported instead (<see cref="Blocked.Spinning"/> at
/// the end of a run is a livelock). The idea is that of await loops in GenMC's SAVer (Kokologiannakis, Ren, Vafeiadis,
/// "Dynamic partial order reductions for spinloops", FMCAD 2021). Theirs finds the loops in the program's code, where all
/// of it is visible; here the program says where a turn ends and what its variables hold.</para>
/// <para>A computer on which nobody comes to the end of a turn pays one test of a flag a step. From the first on,
/// footprints are kept to the end of the run.</para>
/// </remarks>
public sealed partial class Computer
{
    private Spin[] _spins = [];
    private bool _spinning;
    private int _blockedSpins;
    private int _ownAccesses;

    /// <summary>
    /// The current agent has come to the end of a turn of a loop that waits: cpu_relax(). No step. If the turn since the
    /// same line with the same <paramref name="live"/> has only read, and all it read is still so, the agent is disabled
    /// until a step of another one writes to what it read.
    /// </summary>
    /// <param name="live">
    /// All that the variables of the loop, and of loops around it, hold, as one number; a loop that keeps nothing between
    /// its turns has nothing to say.
    /// </param>
    /// <param name="site">Where in the source.</param>
    public void EndTurn(long live, Site site)
    {
        if (_current < 0 || _inspecting)
        {
            throw new MachineException($"a turn of a loop ends at {site} outside every agent");
        }

        Array.Resize(ref _spins, Math.Max(_spins.Length, _agents.Count));
        ref var spin = ref _spins[_current];
        spin.Reads ??= new SpinReads();
        ref var state = ref _state[_current];
        bool isNext = spin.Active && spin.Line == site.Line && spin.Live == live && spin.File == site.File;
        if (isNext)
        {
            Take(ref spin, Footprint.Count);
            if (!spin.AnyStep)
            {
                throw new MachineException($"{_agents[_current].Name} turns round at {site} without a visible operation: such a loop has no end");
            }

            if (!spin.Changed && spin.Reads!.AreStill(Memory))
            {
                // The turn is undone, so to speak: its agent is where it was at the end of the turn before.
                state.History = spin.History;
                state.History2 = spin.History2;
                Block(_current, Blocked.Spinning, true);
                _blockedSpins++;
                spin.AnyStep = false;
                return;
            }
        }

        if (!Footprint.On)
        {
            Footprint.Clear();
            Footprint.On = true;
        }

        _spinning = true;
        spin.Active = true;
        spin.File = site.File;
        spin.Line = site.Line;
        spin.Live = live;
        BeginTurn(ref spin, ref state);
    }

    /// <summary>Whether an agent is disabled because its loop would only read the same again.</summary>
    public bool IsSpinning(int agent) => (_state[agent].Blocked & Blocked.Spinning) != 0;

    private void BeginTurn(ref Spin spin, ref AgentState state)
    {
        spin.Changed = false;
        spin.AnyStep = false;
        spin.From = Footprint.Count;
        spin.History = state.History;
        spin.History2 = state.History2;
        spin.Reads!.Clear();
    }

    /// <summary>What the agent has observed is forgotten, or comes from a choice: the turn is not one that only reads, or not to be told from others.</summary>
    private void LeaveLoop(int agent)
    {
        if (_spinning && agent >= 0 && agent < _spins.Length)
        {
            _spins[agent].Active = false;
        }
    }

    private void LeaveLoops()
    {
        if (!_spinning)
        {
            return;
        }

        _spinning = false;
        _blockedSpins = 0;
        for (int i = 0; i < _spins.Length; i++)
        {
            _spins[i].Active = false;
        }
    }

    /// <summary>A step ends while loops are watched: it belongs to its agent's turn, and may be what others wait for.</summary>
    private void EndSpinningStep()
    {
        if (_current < _spins.Length && _spins[_current].Active)
        {
            ref var spin = ref _spins[_current];
            if (!IsSpinning(_current))
            {
                Take(ref spin, Footprint.Count);
            }

            spin.From = -1;
        }

        for (int i = 0; i < _spins.Length && _blockedSpins != 0; i++)
        {
            if (i != _current && IsSpinning(i) && _spins[i].Reads!.AreWrittenBy(Footprint.Items))
            {
                Block(i, Blocked.Spinning, false);
                _blockedSpins--;
                BeginTurn(ref _spins[i], ref _state[i]);
                _spins[i].From = -1;
            }
        }
    }

    /// <summary>Adds what the step being taken has touched so far to the turn it belongs to.</summary>
    private void Take(ref Spin spin, int upTo)
    {
        int from = spin.From < 0 ? _ownAccesses : spin.From;
        var items = Footprint.Items;
        spin.AnyStep |= upTo > from;
        for (int i = from; i < upTo; i++)
        {
            // What is known of other agents is no memory that could be compared.
            if (items[i].IsWrite || items[i].Object.Value < 0)
            {
                spin.Changed = true;
            }
            else if (!spin.Changed)
            {
                spin.Changed |= !spin.Reads!.Add(items[i].Object, Memory);
            }
        }

        spin.From = upTo;
        if ((_keep & Keep.Histories) != 0)
        {
            // What words a step of the kernel looked at decides when its agent is woken: the value it gave may not tell.
            ref var state = ref _state[_current];
            state.History = Hashing.Fold(state.History, spin.Reads!.Hash);
            state.History2 = Hashing.Fold2(state.History2, spin.Reads!.Hash);
        }
    }

    private struct Spin
    {
        public SpinReads? Reads;
        public string File;
        public int Line;
        public long Live;
        public bool Active;
        public bool Changed;
        public bool AnyStep;
        public ulong History;
        public ulong History2;

        /// <summary>From which access of the step under way on the turn counts; -1 for all but the step's own beginning.</summary>
        public int From;
    }
}
