namespace Smp.Machine;

public sealed partial class Computer
{
    private readonly List<Address> _cpuObjects = [];
    private Pending[] _enabled = new Pending[8];
    private int[] _slot = new int[8];
    private int _enabledCount;
    private bool _listDirty = true;

    /// <summary>Why an agent cannot step; <see cref="Blocked.No"/> if it can.</summary>
    public Blocked BlockedBy(int agent) => _state[agent].Blocked;

    /// <summary>Gives an agent a reason not to step, or takes one away. Called inside the step that changes it.</summary>
    public void Block(int agent, Blocked reason, bool on)
    {
        ref var blocked = ref _state[agent].Blocked;
        var now = on ? blocked | reason : blocked & ~reason;
        if (now == blocked)
        {
            return;
        }

        // Whoever enables or disables another agent writes an object that every step of that agent reads.
        if (Footprint.On && agent != _current)
        {
            Footprint.Add(_agents[agent].Arena, write: true);
        }

        if (now == Blocked.No || blocked == Blocked.No)
        {
            _listDirty = true;
        }

        blocked = now;
    }

    /// <summary>
    /// The word that agents may be waiting for has changed: those whose pending operation needs it are disabled while it
    /// is neither 0 nor their own mark (agent number + 1).
    /// </summary>
    public void ResourceChanged(Address word)
    {
        long value = Memory.Peek(word);
        for (int i = 0; i < _agents.Count; i++)
        {
            if (_state[i].Needs == word.Value)
            {
                Block(i, Blocked.Held, value != 0 && value != i + 1);
            }
        }
    }

    /// <summary>The steps an agent has taken in this run.</summary>
    public int StepsOf(int agent) => _state[agent].Taken;

    /// <summary>The CPU an agent is on; -1 if it is on none.</summary>
    public int CpuOf(int agent) => _state[agent].Cpu;

    /// <summary>The CPU an agent was on last.</summary>
    public int LastCpuOf(int agent) => _state[agent].LastCpu;

    /// <summary>Puts an agent on a CPU (-1: takes it off).</summary>
    public void SetCpu(int agent, int cpu)
    {
        if (Footprint.On)
        {
            Footprint.Add(_agents[agent].Arena, write: true);
            TouchCpu(Math.Max(cpu, _state[agent].Cpu));
        }

        ref var state = ref _state[agent];
        state.Cpu = cpu;
        if (cpu >= 0)
        {
            state.LastCpu = cpu;
        }
    }

    /// <summary>The object that stands for the next CPU in footprints, while the computer is being built.</summary>
    public void AddCpu(Address controlBlock) => _cpuObjects.Add(controlBlock);

    /// <summary>The step changes what a CPU runs: dispatch, switching out, entering and leaving an interrupt.</summary>
    public void TouchCpu(int cpu)
    {
        if (Footprint.On && cpu >= 0 && cpu < _cpuObjects.Count)
        {
            Footprint.Add(_cpuObjects[cpu], write: true);
        }
    }

    /// <summary>Whether a task is in the kernel (or in user mode).</summary>
    public bool InKernel(int agent) => _state[agent].InKernel;

    /// <summary>The operation an agent is about to take.</summary>
    public Operation PendingOperation(int agent) => _state[agent].Operation;

    /// <summary>The object of the operation an agent is about to take.</summary>
    public Address PendingObject(int agent) => new(_state[agent].Object);

    /// <summary>The source line of the operation an agent is about to take.</summary>
    public int PendingLine(int agent) => _state[agent].Line;

    /// <summary>Brings the list of enabled agents up to date and gives the place of <paramref name="agent"/> in it.</summary>
    private int RefreshSlot(int agent)
    {
        if (_listDirty)
        {
            RebuildEnabled();
        }
        else if (agent >= 0 && _slot[agent] >= 0)
        {
            // Only the agent that has just stepped can have another pending operation than before.
            ref var state = ref _state[agent];
            _enabled[_slot[agent]] = new Pending(agent, state.Operation, new Address(state.Object));
        }

        return agent >= 0 ? _slot[agent] : -1;
    }

    private void RebuildEnabled()
    {
        int count = _agents.Count;
        if (_enabled.Length < count)
        {
            _enabled = new Pending[count];
            _slot = new int[count];
        }

        int enabled = 0;
        for (int i = 0; i < count; i++)
        {
            ref var state = ref _state[i];
            if (state.Blocked == Blocked.No)
            {
                _slot[i] = enabled;
                _enabled[enabled++] = new Pending(i, state.Operation, new Address(state.Object));
            }
            else
            {
                _slot[i] = -1;
            }
        }

        _enabledCount = enabled;
        _listDirty = false;
    }
}
