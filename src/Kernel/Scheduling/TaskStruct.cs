using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A task: what never changes about it, and the address of its task_struct. What another CPU may read or write of it
/// (state, signals, lock depth, descriptors) is in memory.
/// </summary>
public sealed class TaskStruct
{
    /// <summary>The first descriptor that open gives: 0, 1 and 2 are the terminal.</summary>
    public const int FirstFile = 3;

    /// <summary>The descriptor after the last one.</summary>
    public const int EndOfFiles = FirstFile + MaxFiles;

    /// <summary>The mask of a task that may run on every CPU.</summary>
    internal const uint AllCpus = uint.MaxValue;

    private const int MaxFiles = 8;

    private const int Bytes = 8;
    private const int StateWord = 0;
    private const int SignalPendingWord = 1;
    private const int PrivateSignalsWord = 2;
    private const int SharedSignalsWord = 4;
    private const int BlockedSignalsWord = 6;
    private const int HandledSignalsWord = 8;
    private const int LockDepthWord = 9;
    private const int WaitEntryWord = 10;
    private const int SavedFlagWord = WaitEntryWord + WaitQueueHead.EntryWords;
    private const int SavedCountWord = SavedFlagWord + 1;
    private const int RestartedSignalsWord = SavedCountWord + 1;
    private const int GraceMaskWord = RestartedSignalsWord + 1;
    private const int CallFlagsWord = GraceMaskWord + 1;
    private const int RefusedSleepsWord = CallFlagsWord + 1;
    private const int CopiedWord = RefusedSleepsWord + 1;
    private const int Words = CopiedWord + 1;

    // state first: a task goes by its own name.
    private static readonly string[] s_fields =
    [
        "", "TIF_SIGPENDING", "pending.signal.sig[0]", "pending.signal.sig[1]", "shared_pending.sig[0]", "shared_pending.sig[1]",
        "blocked.sig[0]", "blocked.sig[1]", "sighand", "lock_depth", "wait.next", "wait.prev", "wait.task", "wait.flags", "eflags",
        "preempt_count", "sighand.restart", "rcu_wait", "call_flags", "refused_sleeps", "copied",
    ];

    private static readonly string[] s_fileFields = ["files.count", .. Enumerable.Range(FirstFile, MaxFiles).Select(fd => $"files.fd[{fd}]")];

    private const long NonBlockingFlag = 1;
    private const long FaultedFlag = 2;
    private const int ReadSectionShift = 2;
    private const long ReadSectionMask = 0x3f << ReadSectionShift;
    private const int HeldMutexShift = 16;
    private const int StackSize = 256;

    private readonly Computer _computer;
    private readonly KernelMemory _memory;
    private readonly Address _stack;

    // files_struct: how many tasks use it, then a word for each descriptor. Threads share one.
    private readonly Address _files;

    internal TaskStruct(Computer computer, int agent, int pid, string command, int euid, TaskStruct? leader = null)
    {
        _computer = computer;
        _memory = computer.Memory;
        Agent = agent;
        Pid = pid;
        Command = command;
        EffectiveUserId = euid;
        Address = _memory.Allocate(Words * Bytes, $"task {command}/{pid}", RegionKind.Control, fields: s_fields, title: $"{command}/{pid}");
        _stack = _memory.Allocate(StackSize, $"kernel stack of {command}/{pid}", RegionKind.Control);
        Leader = leader ?? this;
        _files = leader?._files ?? _memory.Allocate((1 + MaxFiles) * Bytes, $"files of {command}/{pid}", RegionKind.Control, fields: s_fileFields, title: $"{command}/{pid}");
        FilesUsers++;
        LockDepth = -1;
        _memory.Poke(WaitEntry + WaitQueueHead.TaskOffset, agent);
    }

    /// <summary>Its agent's number.</summary>
    public int Agent { get; }

    /// <summary>Its process id.</summary>
    public int Pid { get; }

    /// <summary>Its place among the tasks of the computer, in the order of their creation, from 0.</summary>
    internal int Index { get; init; }

    /// <summary>The first task of its program: itself, unless it is a further thread.</summary>
    public TaskStruct Leader { get; }

    /// <summary>Its command name, <c>comm</c>.</summary>
    public string Command { get; }

    /// <summary>The CPUs it may run on, a bit each (cpus_allowed).</summary>
    public uint AllowedCpus { get; init; } = AllCpus;

    /// <summary>The user it acts as; 0 is root.</summary>
    public int EffectiveUserId { get; }

    /// <summary>Its task_struct.</summary>
    public Address Address { get; }

    /// <summary>Its state. Inside a step only.</summary>
    public TaskState State
    {
        get => (TaskState)_memory.Peek(At(StateWord));
        set => _memory.Poke(At(StateWord), (long)value);
    }

    /// <summary>The word of TIF_SIGPENDING.</summary>
    public Address SignalPendingAddress => At(SignalPendingWord);

    /// <summary>TIF_SIGPENDING. Inside a step only.</summary>
    public bool SignalPending
    {
        get => _memory.Peek(At(SignalPendingWord)) != 0;
        set => _memory.Poke(At(SignalPendingWord), value ? 1 : 0);
    }

    /// <summary>The task's own pending signals, 32 a word: <c>pending.signal.sig[word]</c>.</summary>
    public Address PrivateSignals(int word) => At(PrivateSignalsWord + word);

    /// <summary>The pending signals of the whole process, 32 a word: <c>signal->shared_pending</c>.</summary>
    public Address SharedSignals(int word) => Leader.At(SharedSignalsWord + word);

    /// <summary>The signals the task blocks, 32 a word; only the task itself changes them.</summary>
    public uint BlockedSignals(int word) => (uint)_memory.Peek(At(BlockedSignalsWord + word));

    /// <summary>The signals its process has handlers for.</summary>
    internal ulong HandledSignals
    {
        get => (ulong)_memory.Peek(Leader.At(HandledSignalsWord));
        set => _memory.Poke(Leader.At(HandledSignalsWord), (long)value);
    }

    /// <summary>Of those, the signals whose handlers want an interrupted call restarted (SA_RESTART).</summary>
    internal ulong RestartedSignals
    {
        get => (ulong)_memory.Peek(Leader.At(RestartedSignalsWord));
        set => _memory.Poke(Leader.At(RestartedSignalsWord), (long)value);
    }

    /// <summary>How often the task holds the big kernel lock, less one (2.6's lock_depth). Inside a step only.</summary>
    public int LockDepth
    {
        get => (int)_memory.Peek(At(LockDepthWord));
        set => _memory.Poke(At(LockDepthWord), value);
    }

    /// <summary>Whether interrupts were off on its CPU when the task left it: the flag is the task's, in its saved EFLAGS.</summary>
    internal bool SavedIrqsOff
    {
        get => _memory.Peek(At(SavedFlagWord)) != 0;
        set => _memory.Poke(At(SavedFlagWord), value ? 1 : 0);
    }

    /// <summary>The preempt count of its thread_info while it is on no CPU.</summary>
    internal int SavedPreemptCount
    {
        get => (int)_memory.Peek(At(SavedCountWord));
        set => _memory.Poke(At(SavedCountWord), value);
    }

    /// <summary>The entry with which the task waits on a queue.</summary>
    public Address WaitEntry => At(WaitEntryWord);

    /// <summary>The open file of a descriptor; NULL if it is closed. Inside a step only.</summary>
    public Address GetFile(int descriptor)
        => descriptor is >= FirstFile and < EndOfFiles ? new Address((int)_memory.Peek(FileWord(descriptor))) : default;

    /// <summary>Sets the open file of a descriptor. Inside a step only.</summary>
    public void SetFile(int descriptor, Address file) => _memory.Poke(FileWord(descriptor), file.Value);

    /// <summary>How many tasks share its descriptors and have not ended. Inside a step only.</summary>
    internal long FilesUsers
    {
        get => _memory.Peek(_files);
        set => _memory.Poke(_files, value);
    }

    /// <summary>Whether the call it is in was made with O_NONBLOCK. Inside a step only.</summary>
    internal bool IsNonBlockingCall
    {
        get => (_memory.Peek(At(CallFlagsWord)) & NonBlockingFlag) != 0;
        set => SetCallFlag(NonBlockingFlag, value);
    }

    /// <summary>Whether the call it is in has slept for a page or for memory: that happens once in a call. Inside a step only.</summary>
    internal bool HasFaulted
    {
        get => (_memory.Peek(At(CallFlagsWord)) & FaultedFlag) != 0;
        set => SetCallFlag(FaultedFlag, value);
    }

    /// <summary>rcu_read_lock_nesting: how many RCU read-side sections it is in. Inside a step only.</summary>
    internal int ReadSections
    {
        get => (int)((_memory.Peek(At(CallFlagsWord)) & ReadSectionMask) >> ReadSectionShift);
        set => _memory.Poke(At(CallFlagsWord), (_memory.Peek(At(CallFlagsWord)) & ~ReadSectionMask) | ((long)value << ReadSectionShift));
    }

    /// <summary>The mutex it has locked last of those it holds, which leads to the others; NULL for none. Inside a step only.</summary>
    internal Address HeldMutex
    {
        get => new((int)(_memory.Peek(At(CallFlagsWord)) >> HeldMutexShift));
        set => _memory.Poke(At(CallFlagsWord), (_memory.Peek(At(CallFlagsWord)) & ((1L << HeldMutexShift) - 1)) | ((long)value.Value << HeldMutexShift));
    }

    /// <summary>How often an interruptible sleep of the call it is in was refused because a signal is pending.</summary>
    internal long RefusedSleeps
    {
        get => _memory.Peek(At(RefusedSleepsWord));
        set => _memory.Poke(At(RefusedSleepsWord), value);
    }

    /// <summary>Bytes copied to or from the user in the method it is in; negative (its complement) once a byte has faulted.</summary>
    internal long Copied
    {
        get => _memory.Peek(At(CopiedWord));
        set => _memory.Poke(At(CopiedWord), value);
    }

    /// <summary>The CPUs that a grace period it waits for still has to see quiet, one bit each; 0 if it waits for none.</summary>
    internal long GraceMask
    {
        get => _memory.Peek(At(GraceMaskWord));
        set => _memory.Poke(At(GraceMaskWord), value);
    }

    /// <summary>The position that read and write hand to a method: C's <c>&amp;pos</c> in sys_read.</summary>
    internal LocalLong CallPosition => new(_computer, _stack);

    /// <summary>A local array of the function that is running; one at a time.</summary>
    internal LocalBytes LocalArray(int length)
        => length <= StackSize - Bytes
            ? new LocalBytes(_computer, _stack + Bytes, length)
            : throw new MachineException($"a local array of {length} bytes; the model has room for {StackSize - Bytes}");

    /// <inheritdoc/>
    public override string ToString() => $"{Command}/{Pid}";

    private void SetCallFlag(long flag, bool on)
    {
        long flags = _memory.Peek(At(CallFlagsWord));
        _memory.Poke(At(CallFlagsWord), on ? flags | flag : flags & ~flag);
    }

    private Address At(int word) => Address + (word * Bytes);

    private Address FileWord(int descriptor) => _files + ((1 + descriptor - FirstFile) * Bytes);
}
