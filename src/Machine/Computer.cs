namespace Smp.Machine;

/// <summary>
/// The simulated computer: memory, agents, and the loop that asks a strategy which agent steps next. One computer is
/// used by one thread; exploring in parallel means several computers.
/// </summary>
/// <remarks>
/// <para>Life: agents and memory are added, the stage runs (<see cref="RunStage"/>), <see cref="Seal"/> keeps its image,
/// and then <see cref="Run"/> is called as often as wanted, each time from that image.</para>
/// <para>This file holds what is built; <c>Computer.Steps.cs</c> the loop, <c>Computer.Stepwise.cs</c> runs that others drive,
/// <c>Computer.Faults.cs</c> failed accesses, <c>Computer.Failures.cs</c> failures of the testbed, <c>Computer.Operations.cs</c> what
/// kernel code and kernel primitives call, <c>Computer.Enabled.cs</c> who may step, <c>Computer.EnabledSet.cs</c> and
/// <c>Computer.Waiters.cs</c> how that is kept, <c>Computer.Identity.cs</c> states, <c>Computer.Order.cs</c> what comes before what,
/// <c>Computer.Spinning.cs</c> loops that wait, <c>Computer.Watching.cs</c> whether it moves.</para>
/// </remarks>
public sealed partial class Computer : IDisposable
{
    /// <summary>Bytes of private heap an agent has, unless the computer is built with another number.</summary>
    public const int DefaultArenaSize = 8192;

    private readonly List<Agent> _agents = [];
    private readonly List<IDetector> _detectors = [];
    private readonly List<IDetector> _stepDetectors = [];

    // For each of them, in the same order: null where it does not look at the state.
    private readonly List<Sighting?> _sightings = [];
    private AgentState[] _state = new AgentState[8];
    private AgentState[] _image = [];
    private bool _sealed;

    /// <summary>A computer without agents.</summary>
    public Computer(int arenaSize = DefaultArenaSize)
    {
        Footprint = new Footprint();
        Memory = new KernelMemory(Footprint, arenaSize);
        Choices = new ChoiceLog();
    }

    /// <summary>Its memory.</summary>
    public KernelMemory Memory { get; }

    /// <summary>What the step being taken has touched; filled while <see cref="TrackFootprints"/> is on or a recorder is attached.</summary>
    public Footprint Footprint { get; }

    /// <summary>Its agents, by number.</summary>
    public IReadOnlyList<Agent> Agents => _agents;

    /// <summary>The detectors that watch it.</summary>
    public IReadOnlyList<IDetector> Detectors => _detectors;

    /// <summary>Who carries messages; null where agents need none.</summary>
    public IHost? Host { get; set; }

    /// <summary>Who gives tasks a CPU; null where there are no CPUs to share.</summary>
    public IDispatcher? Dispatcher { get; set; }

    /// <summary>The schedule taken so far in this run.</summary>
    public ChoiceLog Choices { get; }

    /// <summary>The longest run in steps; a longer one is cut and said to be.</summary>
    public int MaxSteps { get; set; } = 20_000;

    /// <summary>Whether footprints are kept for every step.</summary>
    public bool TrackFootprints { get; set; }

    /// <summary>What the scenario has reached so far, one bit a condition; never reset.</summary>
    public ulong Reached { get; set; }

    /// <summary>
    /// What the stage was built from, as one number; set by whoever builds it. A schedule is replayed only on the stage it
    /// was made on.
    /// </summary>
    public ulong StageFingerprint { get; set; }

    internal FrameStore Frames { get; } = new();

    internal Recorder? Recorder { get; private set; }

    /// <summary>Adds an agent while the computer is being built.</summary>
    /// <param name="name">Its name in traces.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="cpu">The CPU it starts on or is bound to; -1 for a task without one, -2 for what never needs a CPU.</param>
    /// <param name="body">What it runs in the race; null if others start its code.</param>
    /// <param name="daemon">Whether it may be asleep when the run is over.</param>
    public Agent AddAgent(string name, AgentKind kind, int cpu, Func<KTask>? body = null, bool daemon = false)
    {
        if (_sealed)
        {
            throw new MachineException($"agent '{name}' was added after the stage was sealed");
        }

        int id = _agents.Count;
        var agent = new Agent(id, name, kind, cpu) { IsDaemon = daemon, Body = body };
        agent.Root = new AgentRoot(this, id);
        agent.Arena = Memory.AllocateArena(name);
        _agents.Add(agent);
        if (id == _state.Length)
        {
            Array.Resize(ref _state, id * 2);
        }

        MakeRoomFor(id);
        _state[id] = new AgentState { Cpu = cpu, LastCpu = Math.Max(cpu, 0), Blocked = body is null ? Blocked.Condition : Blocked.No };
        return agent;
    }

    /// <summary>Attaches a detector. Detectors are asked in the order in which they were attached.</summary>
    public void Attach(IDetector detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        _detectors.Add(detector);
        if (detector.WantsSteps)
        {
            _stepDetectors.Add(detector);
            _sightings.Add(detector.Sight == DetectorSight.State ? new Sighting(detector) : null);
        }

        if (detector is ILockObserver locks)
        {
            _lockObserver = _lockObserver is null ? locks : throw new MachineException($"{detector.Name}: one detector at a time observes locks");
        }

        if (detector is IOrderObserver order)
        {
            _order = _order is null ? order : throw new MachineException($"{detector.Name}: one detector at a time observes the order of accesses");
        }
    }

    /// <summary>Takes all detectors off, for measuring.</summary>
    public void DetachAll()
    {
        _detectors.Clear();
        _stepDetectors.Clear();
        _sightings.Clear();
        _order = null;
        _lockObserver = null;
    }

    /// <summary>
    /// Runs one agent's part of the stage to its end, alone and without choices, and leaves the agent as it was before
    /// it started. Only before <see cref="Seal"/>.
    /// </summary>
    public void RunStage(int agent, Func<KTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (_sealed)
        {
            throw new MachineException("the stage is sealed");
        }

        var own = _agents[agent].Body;
        for (int i = 0; i < _agents.Count; i++)
        {
            // Nobody else has been started: devices and the clock do not come between on the stage either.
            if (_agents[i].Kind == AgentKind.Task || _agents[i].Body is not null)
            {
                _state[i].Blocked |= Blocked.Finished;
            }
        }

        _state[agent].Blocked = Blocked.No;
        Hold(agent, on: false);
        Set(_noCpu, agent, on: false);
        ListAgain();
        _agents[agent].Body = body;
        _stageSite = default;
        try
        {
            PrepareRun(StageStrategy.Instance);
            Start(agent);
            var outcome = Loop();
            _agents[agent].Body = own;
            if (outcome != RunOutcome.Ended || (_state[agent].Blocked & Blocked.Finished) == 0)
            {
                throw new MachineException($"the stage did not end: {_agents[agent].Name} is {Describe(agent)}{(_finding is null ? "" : ": " + _finding.Message)}");
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw StageFailed(agent, e);
        }

        _state[agent].Blocked &= ~Blocked.Finished;
    }

    /// <summary>Keeps the present state as the image every run starts from.</summary>
    public void Seal()
    {
        if (_sealed)
        {
            throw new MachineException("the stage is sealed already");
        }

        if (Frames.LiveCount != 0)
        {
            throw new MachineException("the stage ended inside kernel code");
        }

        _sealed = true;
        for (int i = 0; i < _agents.Count; i++)
        {
            ref var state = ref _state[i];
            state.Continuation = null;
            state.Operation = Operation.None;
            state.History = state.History2 = state.UserHistory = state.UserHistory2 = 0;
            state.Taken = 0;
            state.Blocked = _agents[i] switch
            {
                { Body: not null } => Blocked.No,
                { Kind: AgentKind.Task } => Blocked.Finished,
                _ => state.Blocked,
            };
            if (_agents[i].Body is not null || _agents[i].Kind == AgentKind.Task)
            {
                Hold(i, on: false);
                Set(_noCpu, i, on: Has(_noCpu, i) && _agents[i].Body is not null);
            }
        }

        _image = _state.AsSpan(0, _agents.Count).ToArray();
        SealEnabled();
        Memory.Seal();
    }

    /// <summary>Lets go of what its host holds outside the process's own memory. A computer on the built-in host holds nothing.</summary>
    public void Dispose() => (Host as IDisposable)?.Dispose();

    /// <summary>Says in words what an agent is doing: for messages about runs that went wrong.</summary>
    public string Describe(int agent)
    {
        ref var state = ref _state[agent];
        return Has(_canStep, agent)
            ? $"about to {state.Operation}"
            : $"blocked ({Reasons(agent)}) at {state.Operation} {Memory.NameOf(new Address(state.Object))}";
    }

    private sealed class StageStrategy : IStrategy
    {
        internal static readonly StageStrategy Instance = new();

        public void BeginExecution(Computer computer)
        {
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => Math.Max(current, 0);

        public int NextValue(int count) => 0;
    }
}
