using System.Runtime.CompilerServices;
using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Linux on the machine: the parts that kernel code shares, each in a room of its own, and the doors through which
/// actors come in (<see cref="KernelEntry"/>).
/// </summary>
public sealed class LinuxKernel
{
    private readonly CpuActor[] _cpus;
    private TaskStruct[] _tasks = [];
    private readonly Dictionary<int, int> _actorOfTask = [];
    private TaskStruct?[] _taskOfAgent = new TaskStruct?[16];

    /// <summary>Boots a kernel of the given profile on an empty computer.</summary>
    /// <param name="computer">The computer.</param>
    /// <param name="profile">What kind of kernel.</param>
    /// <param name="hosting">Where its actors live; null for inside the process.</param>
    public LinuxKernel(Computer computer, KernelProfile profile, IHosting? hosting = null)
    {
        ArgumentNullException.ThrowIfNull(computer);
        ArgumentNullException.ThrowIfNull(profile);
        Computer = computer;
        Profile = profile;
        Host = (hosting ?? DeterministicHosting.Instance).Host(computer);
        Text = new KernelText(computer);
        BigKernelLock = new BigKernelLock(this);
        Scheduler = new Scheduler(computer, this);
        StopMachine = new StopMachine(this);
        GracePeriod = new GracePeriod(this);
        Rcu = new ReadCopyUpdate(this);
        Interrupts = new InterruptController(this);
        Keyboard = new I8042(this);
        KeyboardDriver = new KeyboardDriver(this);
        SoftIrqs = new SoftIrqs(this);
        Timers = new KernelTimers(this);
        Tasklets = new Tasklets(this);
        HandlerWaits = new HandlerWaits(this);
        Workqueues = new Workqueues(this);
        AllocationFailures = new AllocationFailures(computer);
        VmallocSpace = new VmallocSpace(this);
        Signals = new SignalDelivery(this);
        Log = new PrintkLog(this);
        UserAccess = new UserAccess(this);
        ProcFs = new ProcFs(this);
        SeqFiles = new SeqFiles(this);
        ReadPages = new ReadPages(this);
        Vfs = new VirtualFileSystem(this);
        Taint = new KernelTaint(this);
        Loader = new ModuleLoader(this);
        Parameters = new ModuleParameters(this);
        Files = new FileTree(this);
        Directories = new Directories(this);
        ProcessTimeouts = new ProcessTimeouts(this);
        CharDevices = new CharDevices(this);
        Ttys = new Ttys(this);
        ProcFiles = new KernelProcFiles(this);
        ProcPidFiles = new ProcPidFiles(this);
        ProcPidText = new ProcPidText(this);
        PathOpen = new PathOpen(this);
        OpenObservers = new OpenObservers(this);
        SyscallTable = new SyscallTable(this);
        Entry = new KernelEntry(this);
        _cpus = CpuSet.Create(computer, Host, Entry, profile.Cpus);
        Jiffies = computer.Memory.Allocate(8, "jiffies", RegionKind.KernelData);
    }

    /// <summary>The computer it runs on.</summary>
    public Computer Computer { get; }

    /// <summary>What kind of kernel it is.</summary>
    public KernelProfile Profile { get; }

    /// <summary>Who carries the actors' messages.</summary>
    public ActorHost Host { get; }

    /// <summary>The doors.</summary>
    public IEntry Entry { get; }

    /// <summary>The CPUs, by number.</summary>
    public ReadOnlySpan<CpuActor> Cpus => _cpus;

    /// <summary>All tasks, in the order of their creation.</summary>
    public ReadOnlySpan<TaskStruct> Tasks => _tasks;

    /// <summary>Those of them that may not run on every CPU.</summary>
    internal List<TaskStruct> BoundTasks { get; } = [];

    /// <summary>Run queues.</summary>
    public Scheduler Scheduler { get; }

    /// <summary>The big kernel lock.</summary>
    public BigKernelLock BigKernelLock { get; }

    /// <summary>stop_machine.</summary>
    public StopMachine StopMachine { get; }

    /// <summary>synchronize_rcu.</summary>
    public GracePeriod GracePeriod { get; }

    /// <summary>RCU for modules.</summary>
    public ReadCopyUpdate Rcu { get; }

    /// <summary>Interrupt lines.</summary>
    public InterruptController Interrupts { get; }

    /// <summary>The keyboard controller.</summary>
    public I8042 Keyboard { get; }

    /// <summary>The kernel's own driver of it.</summary>
    public KeyboardDriver KeyboardDriver { get; }

    /// <summary>Softirqs, an agent a CPU.</summary>
    public SoftIrqs SoftIrqs { get; }

    /// <summary>Timers and the clock that drives them.</summary>
    public KernelTimers Timers { get; }

    /// <summary>Tasklets and the threads that run them for tasks.</summary>
    public Tasklets Tasklets { get; }

    /// <summary>Who waits for a handler to end.</summary>
    internal HandlerWaits HandlerWaits { get; }

    /// <summary>Whether interrupts or softirqs can make one CPU unlike another.</summary>
    internal bool CpusMayDiffer => Interrupts.Lines.Count != 0 || Tasklets.InUse;

    /// <summary>Work queues and their threads.</summary>
    public Workqueues Workqueues { get; }

    /// <summary>How many allocations of a run may fail.</summary>
    public AllocationFailures AllocationFailures { get; }

    /// <summary>Where vmalloc maps pages.</summary>
    public VmallocSpace VmallocSpace { get; }

    /// <summary>Sending and delivering signals.</summary>
    public SignalDelivery Signals { get; }

    /// <summary>printk's ring buffer.</summary>
    public PrintkLog Log { get; }

    /// <summary>get_user, put_user and the copies.</summary>
    public UserAccess UserAccess { get; }

    /// <summary>/proc.</summary>
    public ProcFs ProcFs { get; }

    /// <summary>Files of records.</summary>
    internal SeqFiles SeqFiles { get; }
    /// <summary>The pages that read_proc functions write to.</summary>
    internal ReadPages ReadPages { get; }

    /// <summary>Files and descriptors.</summary>
    public VirtualFileSystem Vfs { get; }

    /// <summary>insmod and rmmod.</summary>
    public ModuleLoader Loader { get; }

    /// <summary>What has tainted the kernel.</summary>
    public KernelTaint Taint { get; }

    /// <summary>The files of the scenario.</summary>
    public FileTree Files { get; }

    /// <summary>nanosleep(2).</summary>
    public ProcessTimeouts ProcessTimeouts { get; }

    /// <summary>Directories, and what there is to ask about files.</summary>
    public Directories Directories { get; }

    /// <summary>The files of /proc that are the kernel's own.</summary>
    public KernelProcFiles ProcFiles { get; }

    /// <summary>Character devices and their files.</summary>
    public CharDevices CharDevices { get; }

    /// <summary>Terminals, consoles and the keyboard's LEDs.</summary>
    public Ttys Ttys { get; }

    /// <summary>The files that every process has.</summary>
    public ProcPidFiles ProcPidFiles { get; }

    /// <summary>What those say that are the kernel's own.</summary>
    public ProcPidText ProcPidText { get; }

    /// <summary>sys_call_table.</summary>
    public SyscallTable SyscallTable { get; }

    /// <summary>Who is told of every open(2).</summary>
    public OpenObservers OpenObservers { get; }

    /// <summary>Parameters of modules in sysfs.</summary>
    internal ModuleParameters Parameters { get; }

    /// <summary>sys_open.</summary>
    internal PathOpen PathOpen { get; }

    /// <summary>Code addresses.</summary>
    public KernelText Text { get; }

    /// <summary>The clock's count of ticks.</summary>
    public Address Jiffies { get; }

    /// <summary>The task whose step is being taken; in an interrupt handler, the one it interrupted.</summary>
    public TaskStruct Current => CurrentOrNull ?? throw new MachineException("current was asked for where no task runs");

    /// <summary>The same; null in a handler on an idle CPU, so that what may not be called there can say so.</summary>
    internal TaskStruct? CurrentOrNull
    {
        get
        {
            int agent = Computer.Current;
            if ((uint)agent < (uint)_taskOfAgent.Length && _taskOfAgent[agent] is { } task)
            {
                return task;
            }

            int cpu = agent >= 0 ? Computer.CpuOf(agent) : -1;
            int below = cpu >= 0 ? Cpus[cpu].Task : -1;
            return below >= 0 ? TaskOf(below) : null;
        }
    }

    /// <summary>The CPU whose step is being taken.</summary>
    public CpuActor CurrentCpu
    {
        get
        {
            int cpu = Computer.CpuOf(Computer.Current);
            return cpu >= 0 ? Cpus[cpu] : throw new MachineException("a CPU was asked for where none runs");
        }
    }

    /// <summary>Whether this is a recorded re-run, so that words are worth making.</summary>
    internal bool Recording => Computer.Recording;

    /// <summary>The task that an agent is.</summary>
    public TaskStruct TaskOf(int agent)
        => _taskOfAgent[agent] ?? throw new MachineException($"agent {agent} is no task");

    /// <summary>The task with a process id; null if there is none.</summary>
    public TaskStruct? FindTask(int pid)
    {
        foreach (var task in _tasks)
        {
            if (task.Pid == pid)
            {
                return task;
            }
        }

        return null;
    }

    /// <summary>A process, or a further thread of one, while the computer is being built.</summary>
    /// <param name="command">Its command name.</param>
    /// <param name="euid">The user it acts as; 0 is root.</param>
    /// <param name="threadOf">The process it is a further thread of; null for none.</param>
    /// <param name="number">Its process id, which nobody else has; 0 for the next one.</param>
    public UserProcess AddProcess(string command, int euid = 0, UserProcess? threadOf = null, int number = 0)
    {
        int pid = number != 0 ? number : _tasks.Length + 1;
        var actor = new ProcessActor(Computer, Host, Entry, $"{command}/{pid}");
        var task = AddTask(actor.Agent.Id, pid, command, euid, threadOf?.Task);
        _actorOfTask[task.Agent] = actor.Number;
        return new UserProcess(this, actor, task);
    }

    /// <summary>A kernel thread: a task that is always in the kernel.</summary>
    public Agent AddKernelThread(string name, Func<KTask> body, bool daemon = false)
    {
        var agent = Computer.AddAgent(name, AgentKind.Task, -1, BigKernelLock.OnEveryEntry ? () => UnderTheOneLock(body) : body, daemon);
        AddTask(agent.Id, _tasks.Length + 1, name, 0);
        Computer.SetInKernel(agent.Id, true);
        return agent;
    }

    /// <summary>kthread_create(): a kernel thread that runs once it is woken, while the computer is being built.</summary>
    public KernelThread CreateKernelThread(string name, Func<KTask> body) => new(this, name, body);

    /// <summary>
    /// A kernel thread for some CPUs, asleep until somebody has something for it. Under 2.0's lock its body takes the lock
    /// itself, when it is first woken.
    /// </summary>
    internal TaskStruct AddSleepingThread(string name, uint allowedCpus, Func<KTask> body)
    {
        var agent = Computer.AddAgent(name, AgentKind.Task, -1, body, daemon: true);
        var task = AddTask(agent.Id, _tasks.Length + 1, name, 0, allowedCpus: allowedCpus);
        Computer.SetInKernel(agent.Id, true);
        return task;
    }

    /// <summary>The same, bound to one CPU.</summary>
    internal TaskStruct AddBoundThread(string name, int cpu, Func<KTask> body) => AddSleepingThread(name, 1u << cpu, body);

    /// <summary>Sets pages aside for readers where a module wants whole ones: when all tasks are there, before any runs.</summary>
    public void SetPagesAside() => ReadPages.SetAside();

    /// <summary>A spinlock in kernel data, while the computer is being built.</summary>
    public KernelSpinLock NewSpinLock(string name) => new(this, Computer.Memory.Allocate(8, name, RegionKind.KernelData));

    /// <summary>A semaphore in kernel data, while the computer is being built.</summary>
    public KernelSemaphore NewSemaphore(string name, int count)
    {
        var semaphore = new KernelSemaphore(this, Computer.Memory.Allocate(KernelSemaphore.Size, name, RegionKind.KernelData));
        semaphore.Initialise(count);
        return semaphore;
    }

    /// <summary>A mutex in kernel data, while the computer is being built.</summary>
    public KernelMutex NewMutex(string name)
    {
        var mutex = new KernelMutex(this, Computer.Memory.Allocate(KernelMutex.Size, name, RegionKind.KernelData, fields: KernelMutex.Fields));
        mutex.Initialise();
        return mutex;
    }

    /// <summary>A reader-writer spinlock in kernel data, while the computer is being built.</summary>
    public KernelRwLock NewRwLock(string name)
        => new(this, Computer.Memory.Allocate(KernelRwLock.Size, name, RegionKind.KernelData, fields: KernelRwLock.Fields));

    /// <summary>A reader-writer semaphore in kernel data, while the computer is being built.</summary>
    public KernelRwSemaphore NewRwSemaphore(string name)
    {
        var semaphore = new KernelRwSemaphore(this, Computer.Memory.Allocate(KernelRwSemaphore.Size, name, RegionKind.KernelData, fields: KernelRwSemaphore.Fields));
        semaphore.Initialise();
        return semaphore;
    }

    /// <summary>A seqlock in kernel data, while the computer is being built.</summary>
    public KernelSeqLock NewSeqLock(string name)
        => new(this, Computer.Memory.Allocate(KernelSeqLock.Size, name, RegionKind.KernelData, fields: KernelSeqLock.Fields));

    /// <summary>A completion in kernel data, while the computer is being built.</summary>
    public Completion NewCompletion(string name)
    {
        var completion = new Completion(this, Computer.Memory.Allocate(Completion.Size, name, RegionKind.KernelData, fields: Completion.Fields));
        completion.Initialise();
        return completion;
    }

    /// <summary>A wait queue in kernel data, while the computer is being built.</summary>
    public WaitQueueHead NewWaitQueue(string name)
    {
        var queue = new WaitQueueHead(this, Computer.Memory.Allocate(WaitQueueHead.Size, name, RegionKind.KernelData));
        queue.Initialise();
        return queue;
    }

    /// <summary>schedule(): gives the CPU away; goes on when the task is picked again and has its lock back.</summary>
    public KTask Schedule(Site site) => Schedule(site, forLock: false);

    internal async KTask Schedule(Site site, bool forLock)
    {
        // A handler on an idle CPU has no task to put to sleep: the step itself refuses, as it does above a task.
        Computer.Announce(Operation.Sleep, CurrentOrNull?.Address ?? Address.Null, site);
        await new Step<ScheduleBody>(Computer, new ScheduleBody(this, forLock));
        if (CurrentOrNull is { } task && BigKernelLock.MustRetake(task))
        {
            await Retake(site);
        }
    }

    /// <summary>wake_up(queue): every sleeper, and one exclusive one. In any context.</summary>
    public Step<WakeUpBody> WakeUp(WaitQueueHead queue, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => queue.WakeUp(TaskState.Normal, 1, new Site(file, line, function));

    /// <summary>wait_event(queue, condition). In task context.</summary>
    public KTask WaitEvent(WaitQueueHead queue, Func<KTask<bool>> condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Smp.Kernel.WaitEvent.Uninterruptible(this, queue, condition, false, new Site(file, line, function));

    /// <summary>Tests TIF_SIGPENDING of a task: one step.</summary>
    internal Step<PeekBody> SignalPending(TaskStruct task, Site site)
    {
        Computer.Announce(Operation.Signal, task.SignalPendingAddress, site);
        return new Step<PeekBody>(Computer, new PeekBody(task.SignalPendingAddress, "signal_pending"));
    }

    internal Step<RetakeBody> Retake(Site site)
    {
        Computer.Announce(Operation.Resume, BigKernelLock.Address, site, needs: BigKernelLock.Address);
        return new Step<RetakeBody>(Computer, new RetakeBody(this));
    }

    /// <summary>Tells a process that a signal was made pending for it.</summary>
    internal void PostSignal(TaskStruct target, int signal)
    {
        if (_actorOfTask.TryGetValue(target.Agent, out int actor))
        {
            CurrentCpu.Send(MessageKind.Signal, actor, target.Agent, signal);
        }
    }

    /// <summary>A kernel thread of 2.0 runs with the one lock held, but for its sleeps.</summary>
    private async KTask UnderTheOneLock(Func<KTask> body)
    {
        await Retake(new Site("smp_lock.h", 1, "lock_kernel"));
        await body();
        BigKernelLock.Give();
    }

    private TaskStruct AddTask(int agent, int pid, string command, int euid, TaskStruct? leader = null, uint allowedCpus = TaskStruct.AllCpus)
    {
        var task = new TaskStruct(Computer, agent, pid, command, euid, leader) { AllowedCpus = allowedCpus, Index = _tasks.Length };
        _tasks = [.. _tasks, task];
        if (agent >= _taskOfAgent.Length)
        {
            Array.Resize(ref _taskOfAgent, Math.Max(agent + 1, _taskOfAgent.Length * 2));
        }

        _taskOfAgent[agent] = task;
        if (allowedCpus != TaskStruct.AllCpus)
        {
            BoundTasks.Add(task);
        }

        return task;
    }
}
