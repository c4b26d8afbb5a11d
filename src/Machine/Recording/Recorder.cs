namespace Smp.Machine;

/// <summary>
/// Notes the events of a run. Attached only to re-runs: in a hunt it does not exist, and a run with it takes exactly
/// the steps of a run without.
/// </summary>
internal sealed class Recorder
{
    private readonly Computer _computer;
    private readonly List<Event> _events = [];
    private readonly List<Access[]> _footprints = [];
    private readonly List<Event> _posted = [];
    private readonly SortedDictionary<int, long> _touched = [];
    private ulong[] _words = [];
    private int[] _runnable = [];
    private readonly Site[] _sites;
    private readonly Site[] _callers;
    private readonly Site[] _last;
    private readonly Site[] _lines;
    private readonly Site[] _traps;
    private Event _step;
    private bool _open;
    private bool _isSwitch;
    private int _previous = -1;

    internal Recorder(Computer computer)
    {
        _computer = computer;
        _sites = new Site[computer.Agents.Count];
        _callers = new Site[computer.Agents.Count];
        _last = new Site[computer.Agents.Count];
        _lines = new Site[computer.Agents.Count];
        _traps = new Site[computer.Agents.Count];
    }

    /// <summary>The line of module or user code that an agent came to last; of no file if it came to none.</summary>
    internal Site LastOf(int agent) => _lines[agent].File is null ? _sites[agent] : _lines[agent];

    /// <summary>The events so far, without those that were forgotten.</summary>
    internal IReadOnlyList<Event> Events => _events;

    /// <summary>Lets go of the events so far: somebody else has read them.</summary>
    internal void Forget()
    {
        _events.Clear();
        _footprints.Clear();
    }

    internal void Begin()
    {
        _events.Clear();
        _footprints.Clear();
        _posted.Clear();
        _touched.Clear();
        _words = _computer.Memory.Words();
        Array.Clear(_sites);
        Array.Clear(_callers);
        Array.Clear(_last);
        Array.Clear(_lines);
        Array.Clear(_traps);
        _open = false;
        _previous = -1;
    }

    internal void Announce(int agent, Site site, Operation operation, bool inModule)
    {
        _sites[agent] = site;
        switch (operation)
        {
            case Operation.Trap:
                _traps[agent] = _lines[agent] = site;
                break;
            case Operation.Return when _traps[agent].File is not null:
                // The kernel's line: what follows is the program's own, after its call.
                _lines[agent] = _traps[agent];
                break;
            case not Operation.Leave when inModule:
                _lines[agent] = site;
                break;
        }
    }

    internal void Caller(int agent, Site site) => _lines[agent] = _callers[agent] = site;

    /// <summary>An agent was chosen. Asked before it is given a CPU, which may take the previous one's away.</summary>
    internal void Choose(int agent)
    {
        _isSwitch = _previous >= 0 && _previous != agent && _computer.IsEnabled(_previous);
        _runnable = [.. Enumerable.Range(0, _sites.Length).Where(_computer.IsEnabled)];
    }

    internal void BeginStep(int agent, ref AgentState state)
    {
        _step = new Event(
            EventKind.Step,
            _computer.Steps,
            agent,
            state.Cpu,
            _computer.Agents[agent].Kind is AgentKind.Interrupt or AgentKind.SoftInterrupt ? 1 : 0,
            state.Operation,
            new Address(state.Object),
            0,
            state.Argument,
            _sites[agent],
            _callers[agent].File is null ? _sites[agent] : _callers[agent],
            _isSwitch,
            _computer.EnabledCount,
            "",
            "",
            "",
            new Address(state.Text));
        _last[agent] = _step.Caller;
        _open = true;
        _previous = agent;
    }

    internal void Value(long value) => _step = _step with { Value = value, Cpu = _computer.CpuOf(_step.Agent) is var cpu && cpu >= 0 ? cpu : _step.Cpu };

    internal void Note(string text) => _step = _step with { Text = text };

    internal void Fault(in Fault fault) => _step = _step with { Kind = EventKind.Fault, Text = fault.Kind.ToString() };

    internal void Message(string from, string to, string kind, string text)
        => _posted.Add(_step with { Kind = EventKind.Message, From = from, To = to, Text = text.Length == 0 ? kind : $"{kind} {text}" });

    internal void Log(string text) => _posted.Add(_step with { Kind = EventKind.Log, Text = text });

    internal void EndStep()
    {
        if (!_open)
        {
            return;
        }

        _open = false;
        var accesses = _computer.Footprint.Items.ToArray();
        _events.Add(_step with { State = new StepState(_runnable, accesses, Changes()) });
        _footprints.Add(accesses);
        _events.AddRange(_posted);
        _posted.Clear();
    }

    internal void End()
    {
        EndStep();
        _events.AddRange(_posted);
        _posted.Clear();
    }

    // Found by comparing, not told by whoever writes: what a step left as it was is no change.
    private List<ChangedWord> Changes()
    {
        var changes = new List<ChangedWord>();
        foreach (var access in _computer.Footprint.Items)
        {
            int index = access.Object.Value >> 3;
            if (access.Object.Value <= 0 || index >= _words.Length)
            {
                continue;
            }

            _touched.TryAdd(access.Object.Value, (long)_words[index]);
            long now = _computer.Memory.Look(access.Object);
            if (access.IsWrite && now != (long)_words[index])
            {
                _words[index] = (ulong)now;
                changes.Add(new ChangedWord(access.Object, now));
            }
        }

        return changes;
    }

    internal Recording Finish(RunOutcome outcome, Finding? finding)
    {
        var blocked = new Blocked[_computer.Agents.Count];
        var standsAt = new Site[blocked.Length];
        var pending = new Address[blocked.Length];
        for (int i = 0; i < blocked.Length; i++)
        {
            pending[i] = _computer.PendingObject(i);
            blocked[i] = _computer.BlockedBy(i);
            // Who waits for a lock stands at it; who sleeps, where it gave the CPU away, not at what it will do when woken.
            bool isAtLock = (blocked[i] & (Blocked.Held | Blocked.Handler)) != 0;
            standsAt[i] = isAtLock || _last[i].File is null ? _sites[i] : _last[i];
        }

        return new Recording(
            [.. _events],
            [.. _footprints],
            _computer.Agents,
            _computer.Memory.Map(),
            outcome,
            finding,
            _computer.EventHash,
            _computer.Choices.Items.ToArray(),
            blocked,
            standsAt,
            pending)
        {
            Steps = _computer.Steps,
            Touched = [.. _touched.Select(word => new ChangedWord(new Address(word.Key), word.Value))],
            SpeakerNotes = [.. _computer.SpeakerNotes],
            ComesTo = [.. Enumerable.Range(0, blocked.Length).Select(LastOf)],
        };
    }
}
