using Smp.Diagnostics;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// What a scenario builds on: an empty computer with a booted kernel. What is put here is made once per computer; the
/// race starts from it again and again.
/// </summary>
/// <remarks>
/// Order: modules given to <see cref="Load"/> are inserted by a process of their own, then each process's stage program
/// runs to its end, one after the other; then every process has a CPU as far as they go, and the race begins.
/// </remarks>
public sealed partial class Stage
{
    private const string RacesAreFindings = "races are findings";
    private const string LockRulesAreHeld = "lock rules are held";

    private readonly List<(UserProcess Process, Func<UserProcess, KTask> Program)> _stagePrograms = [];
    private readonly List<(UserProcess Parent, UserProcess Child)> _forks = [];
    private readonly List<(KernelModule Module, string Command)> _load = [];
    private readonly List<NeverClause> _never = [];
    private readonly List<ReachCondition> _reach = [];
    private readonly List<string> _description = [];
    private readonly List<Delegate> _code = [];
    private readonly SortedDictionary<string, string> _limits = new(StringComparer.Ordinal);
    private int _processes;

    internal Stage(LinuxKernel kernel) => Kernel = kernel;

    /// <summary>The kernel.</summary>
    public LinuxKernel Kernel { get; }

    /// <summary>The computer.</summary>
    public Computer Computer => Kernel.Computer;

    /// <summary>Whether data races are findings of the search itself.</summary>
    internal bool WatchesRaces => _description.Contains(RacesAreFindings);

    /// <summary>Whether the rules of locking are held.</summary>
    internal bool HoldsLockRules => _description.Contains(LockRulesAreHeld);

    internal IReadOnlyList<NeverClause> NeverClauses => _never;

    internal IReadOnlyList<ReachCondition> ReachConditions => _reach;

    /// <summary>The scenario's own limits, stated with every verdict.</summary>
    internal IReadOnlyDictionary<string, string> Limits => _limits;

    /// <summary>All code of the scenario that runs in the race or looks at it.</summary>
    internal IEnumerable<Delegate> Code => _code.Concat(_never.Select(c => c.Holds)).Concat(_reach.Select(c => c.Holds));

    /// <summary>Makes a module and has it inserted before the race, with <paramref name="parameters"/> if there are any: <c>uid=500</c>.</summary>
    public TModule Load<TModule>(Func<LinuxKernel, TModule> make, string parameters = "")
        where TModule : KernelModule
    {
        var module = Make(make);
        _load.Add((module, $"{module.Name} {parameters}".TrimEnd()));
        return module;
    }

    /// <summary>Makes a module that is there to be inserted by a process (<c>insmod</c>), in the stage or in the race.</summary>
    public TModule Make<TModule>(Func<LinuxKernel, TModule> make)
        where TModule : KernelModule
    {
        ArgumentNullException.ThrowIfNull(make);
        return make(Kernel);
    }

    /// <summary>The module with a name, however it was made.</summary>
    public KernelModule Module(string name)
        => Kernel.Loader.Modules.FirstOrDefault(m => m.Name == name)
            ?? throw new MachineException($"no module '{name}' is on the stage");

    /// <summary>A process and the program it runs in the race.</summary>
    /// <param name="command">Its command name: <c>cat</c>.</param>
    /// <param name="program">What it runs in the race; it starts in user mode.</param>
    /// <param name="euid">The user it acts as; 0 is root.</param>
    /// <param name="before">What it runs before the race, to its end.</param>
    /// <param name="daemon">Whether it may still be there, asleep, when the run is over.</param>
    public UserProcess Process(string command, Func<UserProcess, KTask> program, int euid = 0, Func<UserProcess, KTask>? before = null, bool daemon = false)
    {
        ArgumentNullException.ThrowIfNull(program);
        var process = Add(Kernel.AddProcess(command, euid), program, $"process {command} euid {euid}");
        process.Actor.Agent.IsDaemon = daemon;
        if (before is not null)
        {
            _stagePrograms.Add((process, before));
        }

        return process;
    }

    /// <summary>A process that is there, asleep, and does nothing: for others to ask about.</summary>
    /// <param name="command">Its command name.</param>
    public UserProcess SleepingProcess(string command)
    {
        Describe($"sleeping process {command}");
        var process = Kernel.AddProcess(command);
        process.Actor.Agent.IsDaemon = true;
        process.Task.State = TaskState.Interruptible;
        return process;
    }

    /// <summary>
    /// Processes that are alike: the same program, and nothing in the scenario tells one from another (they are not handed
    /// out, so that no clause can name one). An exhaustive search tries one order of their first steps.
    /// </summary>
    /// <param name="command">Their command name.</param>
    /// <param name="count">How many.</param>
    /// <param name="program">What each of them runs in the race; it must not depend on the process's number.</param>
    /// <param name="euid">The user they act as; 0 is root.</param>
    public void Processes(string command, int count, Func<UserProcess, KTask> program, int euid = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Describe($"{count} processes alike");
        int alike = -1;
        for (int i = 0; i < count; i++)
        {
            var agent = Process(command, program, euid).Actor.Agent;
            alike = alike < 0 ? agent.Id : alike;
            agent.SymmetryClass = alike;
        }
    }

    /// <summary>Kernel threads that are alike: the same body, and nothing in the scenario tells one from another.</summary>
    /// <param name="name">Their name, which gets a number.</param>
    /// <param name="count">How many.</param>
    /// <param name="body">What each of them runs in the race.</param>
    public void KernelThreads(string name, int count, Func<KTask> body)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Describe($"{count} kernel threads alike");
        int alike = -1;
        for (int i = 0; i < count; i++)
        {
            var agent = KernelThread($"{name}/{i}", body);
            alike = alike < 0 ? agent.Id : alike;
            agent.SymmetryClass = alike;
        }
    }

    /// <summary>A further thread of a process: it shares its descriptors, its signals and its user memory.</summary>
    /// <param name="of">The process.</param>
    /// <param name="program">What the thread runs in the race.</param>
    public UserProcess Thread(UserProcess of, Func<UserProcess, KTask> program)
    {
        ArgumentNullException.ThrowIfNull(of);
        return Add(Kernel.AddProcess(of.Task.Command, of.Task.EffectiveUserId, of), program, $"thread of {of.Pid}");
    }

    /// <summary>A process forked from another one at the end of the stage: it has what that one had open then.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="program">What the child runs in the race.</param>
    public UserProcess Fork(UserProcess parent, Func<UserProcess, KTask> program)
    {
        ArgumentNullException.ThrowIfNull(parent);
        var child = Add(Kernel.AddProcess(parent.Task.Command, parent.Task.EffectiveUserId), program, $"fork of {parent.Pid}");
        _forks.Add((parent, child));
        return child;
    }

    /// <summary>A kernel thread and what it runs in the race.</summary>
    public Agent KernelThread(string name, Func<KTask> body, bool daemon = false)
    {
        Describe($"kernel thread {name}");
        _code.Add(body);
        Count("kernel threads");
        return Kernel.AddKernelThread(name, body, daemon);
    }

    /// <summary>A kernel thread that another one starts in the race (<see cref="Kernel.KernelThread.WakeUp"/>).</summary>
    public KernelThread CreateKernelThread(string name, Func<KTask> body)
    {
        Describe($"created kernel thread {name}");
        _code.Add(body);
        Count("kernel threads");
        return Kernel.CreateKernelThread(name, body);
    }

    /// <summary>A device that raises its interrupt, and the handler.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="raises">How often it raises its line, at moments of the strategy's choice.</param>
    /// <param name="handler">What a CPU runs when it takes the interrupt.</param>
    /// <param name="cpu">The CPU it is delivered to.</param>
    /// <param name="irqsOff">SA_INTERRUPT: no other line may interrupt the handler.</param>
    public InterruptLine Device(string name, int raises, Func<KTask<int>> handler, int cpu = 0, bool irqsOff = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(raises, 1);
        Describe($"device {name} raises {raises}");
        _code.Add(handler);
        _limits[$"interrupts of {name}"] = $"{raises}";
        return Kernel.Interrupts.AddSource(name, cpu, raises, handler, irqsOff);
    }

    /// <summary>Lets the clock tick up to <paramref name="ticks"/> times.</summary>
    public void Ticks(int ticks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticks, 1);
        Describe($"ticks {ticks}");
        _limits["ticks"] = $"{ticks}";
        if (Kernel.Timers.InUse)
        {
            Kernel.Timers.SetBudget(ticks: ticks);
        }
        else
        {
            Kernel.Interrupts.AddClock(ticks);
        }
    }

    /// <summary>A variable of the scenario that no program can see.</summary>
    public Ghost Ghost(string name)
    {
        Describe($"ghost {name}");
        return new Ghost(Computer, name);
    }

    /// <summary>A stretch of user memory.</summary>
    public Address UserBuffer(string name, int size)
    {
        Describe($"user memory {name} {size}");
        return Computer.Memory.Allocate(size, name, RegionKind.User, "user");
    }

    /// <summary>User memory with a text in it, one byte a character, without a NUL: what a process is about to write.</summary>
    public Address UserText(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = UserBuffer(name, text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            Computer.Memory.Write(start + i, (byte)text[i]);
        }

        Describe($"text {text}");
        return start;
    }

    /// <summary>User memory with a C string in it: a path.</summary>
    public Address UserString(string name, string text) => UserText(name, text + "\0");

    /// <summary>A plain file on the disk.</summary>
    public NamedFile PlainFile(string path)
    {
        Describe($"file {path}");
        return Kernel.Files.AddPlain(path);
    }

    /// <summary>A FIFO on the disk.</summary>
    public NamedFile Fifo(string path)
    {
        Describe($"fifo {path}");
        return Kernel.Files.AddFifo(path);
    }

    /// <summary>A device file on the disk: who opens it gets the character device of that number.</summary>
    public void DeviceNode(string path, int major, int minor)
    {
        Describe($"device {path} {major} {minor}");
        Kernel.CharDevices.AddNode(path, major, minor);
    }

    /// <summary>Keeps the text of the kernel's log, as part of the state, for the clauses to read.</summary>
    public LogText ReadsLog()
    {
        Describe("reads the log");
        return Kernel.Log.Text;
    }

    /// <summary>A plain variable in kernel data.</summary>
    public Shared<int> KernelInt(string name)
        => new(Computer, Computer.Memory.Allocate(sizeof(int), name, RegionKind.KernelData));

    /// <summary>What must never be: looked at after every step. The words become the finding's title.</summary>
    /// <param name="what">What it is, in words.</param>
    /// <param name="holds">Whether it is so now. Looks at state and has no effect.</param>
    /// <param name="kind">The kind of finding it becomes, where one says more than <c>never</c>: <c>wrong-errno</c>.</param>
    public void Never(string what, Func<bool> holds, string kind = "never")
    {
        Describe($"never {what}");
        _never.Add(new NeverClause(what, holds) { Kind = kind });
    }

    /// <summary>What a search must have seen at some step for its silence to mean anything.</summary>
    public void Reach(string what, Func<bool> holds)
    {
        Describe($"reach {what}");
        _reach.Add(new ReachCondition(what, holds));
    }

    /// <summary>Data races are findings of the search itself here, not notes beside it.</summary>
    public void Races() => Describe(RacesAreFindings);

    /// <summary>
    /// The rules of locking are held here whether or not a run deadlocks: one order of locks, and handlers kept out where a
    /// lock is held that they take.
    /// </summary>
    public void LockRules() => Describe(LockRulesAreHeld);

    /// <summary>What a lecturer says at a step of the race. It is for players of traces: no run depends on it.</summary>
    public void Say(SpeakerNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        Computer.SpeakerNotes.Add(note);
    }

    /// <summary>Runs the stage and seals the computer.</summary>
    internal void Raise()
    {
        // The process that inserts the modules comes last, so that the scenario's own have the low process ids.
        var insmod = _load.Count == 0 ? null : Kernel.AddProcess("insmod");
        Kernel.SetPagesAside();
        if (insmod is not null)
        {
            Computer.RunStage(insmod.Task.Agent, () => insmod.Actor.Run(() => InsertAll(insmod)));
        }

        foreach (var (process, program) in _stagePrograms)
        {
            Computer.RunStage(process.Task.Agent, () => program(process));
        }

        if (_description.Contains(DelaysAreOver))
        {
            Kernel.Workqueues.ElapseDelays();
        }

        foreach (var (parent, child) in _forks)
        {
            child.Inherit(parent);
        }

        InheritTerminals();
        StateTimeLimits();
        if (Kernel.Profile.UserCopiesMaySleep)
        {
            // A call may touch many pages, any of which may be away; the model lets it sleep for one of them.
            _limits["sleeps a call"] = "1";
        }

        _limits["cpus"] = $"{Kernel.Profile.Cpus}";
        _limits["processes"] = $"{_processes}";
        Kernel.Scheduler.PlaceAll();
        Computer.Seal();
        Computer.StageFingerprint = Hashing.OfText(string.Join('\n', _description));
    }

    private async KTask InsertAll(UserProcess insmod)
    {
        foreach (var (module, command) in _load)
        {
            long result = await insmod.Insmod(command);
            if (result != 0)
            {
                throw new MachineException($"insmod {module.Name} failed with {result} on the stage");
            }
        }
    }

    private UserProcess Add(UserProcess process, Func<UserProcess, KTask> program, string description)
    {
        ArgumentNullException.ThrowIfNull(program);
        _code.Add(program);
        // Made once: a schedule allocates nothing.
        Func<KTask> main = () => program(process);
        process.Actor.Agent.Body = () => process.Actor.Run(main);
        _processes++;
        Describe(description);
        return process;
    }

    private void Describe(string line) => _description.Add(line);

    private void Count(string what)
        => _limits[what] = $"{(_limits.TryGetValue(what, out string? n) ? int.Parse(n, System.Globalization.CultureInfo.InvariantCulture) : 0) + 1}";
}
