namespace Smp.Machine;

public sealed partial class Computer
{
    private readonly List<Address> _cpuObjects = [];

    /// <summary>Why an agent cannot step; <see cref="Blocked.No"/> if it can.</summary>
    public Blocked BlockedBy(int agent)
    {
        NoteLook(agent);
        return Reasons(agent);
    }

    /// <summary>Whether an agent is enabled, for those who are no part of the machine.</summary>
    internal bool IsEnabled(int agent) => Has(_canStep, agent);

    /// <summary>Every reason why an agent cannot step.</summary>
    private Blocked Reasons(int agent)
        => _state[agent].Blocked | (Has(_held, agent) ? Blocked.Held : Blocked.No) | (Has(_noCpu, agent) ? Blocked.NoCpu : Blocked.No);

    /// <summary>Gives an agent a reason not to step, or takes one away. Called inside the step that changes it.</summary>
    public void Block(int agent, Blocked reason, bool on)
    {
        ref var blocked = ref _state[agent].Blocked;
        var now = on ? blocked | reason : blocked & ~reason;
        bool isTold = reason == Blocked.NoCpu ? Has(_noCpu, agent) == on : now == blocked;
        if (isTold)
        {
            return;
        }

        // Whoever enables or disables an agent writes an object that every step of that agent reads. Waiting for a message
        // is over before anybody else steps.
        if (Footprint.On && reason != Blocked.Message)
        {
            Footprint.Add(Footprint.AgentObject(agent), write: true);
        }

        if (reason == Blocked.NoCpu)
        {
            Set(_noCpu, agent, on);
            return;
        }

        if (now == Blocked.No || blocked == Blocked.No)
        {
            Switched(agent, now == Blocked.No);
        }

        blocked = now;
    }

    /// <summary>
    /// Tells many agents at once that no CPU would run them, or that one would. What is so follows from other objects, so
    /// this is no access of the step.
    /// </summary>
    public void BlockForCpu(AgentSet agents, bool on)
    {
        ArgumentNullException.ThrowIfNull(agents);
        var words = agents.Words;
        for (int w = 0; w < words.Length; w++)
        {
            if (words[w] != 0)
            {
                Replace(_noCpu, w, on ? _noCpu[w] | words[w] : _noCpu[w] & ~words[w]);
            }
        }
    }

    /// <summary>
    /// The word that agents may be waiting for has changed: those whose pending operation needs it are disabled while it
    /// is neither 0 nor their own mark (agent number + 1).
    /// </summary>
    public void ResourceChanged(Address word)
    {
        HoldWaiters(word, Memory.Peek(word));
    }

    /// <summary>The steps an agent has taken in this run.</summary>
    public int StepsOf(int agent) => _state[agent].Taken;

    /// <summary>The CPU an agent is on; -1 if it is on none.</summary>
    public int CpuOf(int agent)
    {
        NoteLook(agent);
        return _state[agent].Cpu;
    }

    /// <summary>The CPU an agent was on last.</summary>
    public int LastCpuOf(int agent)
    {
        NoteLook(agent);
        return _state[agent].LastCpu;
    }

    /// <summary>Puts an agent on a CPU (-1: takes it off).</summary>
    public void SetCpu(int agent, int cpu)
    {
        if (Footprint.On)
        {
            Footprint.Add(Footprint.AgentObject(agent), write: true);
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
    public bool InKernel(int agent)
    {
        if (Footprint.On && (agent != _current || _inspecting))
        {
            Footprint.Add(Footprint.ModeObject(agent), write: false);
        }

        return _state[agent].InKernel;
    }

    /// <summary>The operation an agent is about to take.</summary>
    public Operation PendingOperation(int agent) => _state[agent].Operation;

    /// <summary>The object of the operation an agent is about to take.</summary>
    public Address PendingObject(int agent) => new(_state[agent].Object);

    /// <summary>The word that the operation an agent is about to take needs: it is disabled while that is another's. NULL for none.</summary>
    public Address NeedOf(int agent) => new(_state[agent].Needs);

    /// <summary>The source line of the operation an agent is about to take.</summary>
    public int PendingLine(int agent) => _state[agent].Line;
}
