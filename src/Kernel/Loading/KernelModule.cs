using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A kernel module: its variables, its functions and the services of the kernel that they call. Derive from it, declare
/// the module's data in the constructor, and write each function as an <c>async</c> method in which every access to
/// shared data is awaited.
/// </summary>
/// <remarks>
/// All that the module keeps is declared with <see cref="Variable{T}"/> and its kin and lives in kernel memory: zero or
/// the given value when the module is loaded, gone when it is unloaded. The class itself has no mutable fields.
/// </remarks>
public abstract partial class KernelModule
{
    private const int MaxFunctions = 32;
    private const int Bytes = 8;
    private const int RefOffset = Bytes;
    private const int WaiterOffset = 2 * Bytes;
    private const int AllocationsOffset = 3 * Bytes;
    private const int HeaderSize = 4 * Bytes;

    private static readonly string[] s_header = ["state", "refcnt", "waiter"];

    private readonly string _kmallocName;
    private readonly List<Action> _initialisers = [];
    private readonly List<(Address Start, int Size)> _data = [];
    private readonly List<(Address Start, int Size)> _initData = [];
    private readonly List<WaitQueueHead> _waitQueues = [];
    private int _functions;

    /// <summary>The module called <paramref name="name"/>, not loaded yet.</summary>
    protected KernelModule(LinuxKernel kernel, string name)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Kernel = kernel;
        Name = name;
        _kmallocName = $"{name} kmalloc";
        ThisModule = Data("struct module", HeaderSize, s_header, name);
        TextRegion = kernel.Text.NewRegion(name, MaxFunctions, Shadow.None);
        InitAddress = Text("init_module", InitModule);
        CleanupAddress = Text("cleanup_module", CleanupModule);
        kernel.Loader.Add(this);
    }

    /// <summary>The module's name.</summary>
    public string Name { get; }

    /// <summary>Its struct module: C's THIS_MODULE.</summary>
    public Address ThisModule { get; }

    /// <summary>The kernel it is compiled for.</summary>
    protected internal LinuxKernel Kernel { get; }

    /// <summary>C's <c>current</c>.</summary>
    protected TaskStruct Current => Kernel.Current;

    /// <summary>The kernel it runs on, for the one thing a module may branch on: how it registers.</summary>
    protected KernelGeneration Generation => Kernel.Profile.Generation;

    /// <summary>Whether procfs is one that publishes complete entries: what a module registers its file with.</summary>
    protected bool HasProcCreate => Kernel.Profile.HasProcCreate;

    /// <summary>Whether procfs counts callers and removal waits for them: an entry needs no owner then.</summary>
    protected bool HasPdeUsers => Kernel.Profile.HasPdeUsers;

    /// <summary>Whether procfs removes an entry by its address: <see cref="ProcRemove"/>.</summary>
    protected bool HasProcRemove => Kernel.Profile.HasProcRemove;

    internal Address TextRegion { get; }

    /// <summary>How many bytes its text and data take.</summary>
    internal int MemorySize => (_functions * 16) + _data.Sum(part => part.Size);

    internal IReadOnlyList<WaitQueueHead> WaitQueues => _waitQueues;

    internal Address InitAddress { get; }

    internal Address CleanupAddress { get; }

    /// <summary>The state word of its struct module. Inside a step, or for the clauses of a scenario.</summary>
    public ModuleState State
    {
        get => (ModuleState)Kernel.Computer.Memory.Peek(ThisModule);
        internal set => Kernel.Computer.Memory.Poke(ThisModule, (long)value);
    }

    /// <summary>Its reference count. Inside a step, or for the clauses of a scenario.</summary>
    public long ReferenceCount
    {
        get => Kernel.Computer.Memory.Peek(ThisModule + RefOffset);
        internal set => Kernel.Computer.Memory.Poke(ThisModule + RefOffset, value);
    }

    /// <summary>
    /// 2.6: the task that waits in rmmod for the count to become 0, +1; 0 for none. 6.8: a bit for each task that waits in
    /// insmod for this module's loading to end.
    /// </summary>
    internal long Waiter
    {
        get => Kernel.Computer.Memory.Peek(ThisModule + WaiterOffset);
        set => Kernel.Computer.Memory.Poke(ThisModule + WaiterOffset, value);
    }

    /// <summary>How many objects it has from kmalloc and has not given back; one that another module frees is counted there.</summary>
    internal long LiveAllocations
    {
        get => Kernel.Computer.Memory.Peek(ThisModule + AllocationsOffset);
        set => Kernel.Computer.Memory.Poke(ThisModule + AllocationsOffset, value);
    }

    /// <summary>What insmod runs: 0, or a negative errno.</summary>
    public abstract KTask<int> InitModule();

    /// <summary>What rmmod runs.</summary>
    public virtual KTask CleanupModule() => KTask.Completed;

    /// <summary>
    /// What a named compiler did to the module's accesses, for exploring it as compiled; null where nobody has looked.
    /// </summary>
    public virtual CompiledTable? AsCompiled => null;

    /// <summary>For the record: with how many references left the module goes.</summary>
    internal void NoteGoing(Computer computer, bool forced)
    {
        if (computer.Recording)
        {
            string how = forced && ReferenceCount != 0 ? " by force" : "";
            computer.Note(ReferenceCount == 0 ? $"{Name}: GOING" : $"{Name}: GOING{how} with {ReferenceCount} references left");
        }
    }

    /// <summary>Whether an address lies in the module's text, data or bss.</summary>
    internal bool Contains(Address address)
    {
        if (address.Value >= TextRegion.Value && address.Value < TextRegion.Value + (MaxFunctions * 16))
        {
            return true;
        }

        foreach (var (start, size) in _data)
        {
            if (address.Value >= start.Value && address.Value < start.Value + size)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The loader's part: struct module is there, before anything else of the module.</summary>
    internal void MapHeader()
    {
        Kernel.Computer.Memory.SetShadow(ThisModule, HeaderSize, Shadow.Live);
        State = ModuleState.Unloaded;
        ReferenceCount = 0;
        Waiter = 0;
        LiveAllocations = 0;
    }

    /// <summary>The module's own part, when it is told that it is loaded: text, data and bss as the file has them.</summary>
    internal void MapIn()
    {
        var memory = Kernel.Computer.Memory;
        memory.SetShadow(TextRegion, MaxFunctions * 16, Shadow.Live);
        foreach (var (start, size) in _data)
        {
            if (start == ThisModule)
            {
                continue;
            }

            memory.SetShadow(start, size, Shadow.Live);
            for (int i = 0; i < size; i += Bytes)
            {
                memory.Poke(start + i, 0);
            }
        }

        foreach (var initialise in _initialisers)
        {
            initialise();
        }
    }

    /// <summary>module_free of the init section, at the end of a successful init.</summary>
    internal void FreeInitData()
    {
        foreach (var (start, size) in _initData)
        {
            Kernel.Computer.Memory.SetShadow(start, size, Shadow.Freed);
        }
    }

    /// <summary>vfree of the module's core, when it is told that it is unloaded: whatever still points here is stale.</summary>
    internal void MapOut()
    {
        var memory = Kernel.Computer.Memory;
        memory.SetShadow(TextRegion, MaxFunctions * 16, Shadow.Freed);
        foreach (var (start, size) in _data)
        {
            memory.SetShadow(start, size, Shadow.Freed);
        }
    }

    /// <summary>A variable: C's <c>static T symbol = initial</c>.</summary>
    protected Shared<T> Variable<T>(string symbol, T initial = default)
        where T : unmanaged
    {
        var variable = new Shared<T>(Kernel.Computer, Data(symbol, Unsafe.SizeOf<T>()));
        _initialisers.Add(() => variable.Initialise(initial));
        return variable;
    }

    /// <summary>
    /// C's <c>static T symbol __initdata = initial</c>: freed when init has ended well. Whoever looks at it later reads memory
    /// that is gone.
    /// </summary>
    protected Shared<T> InitVariable<T>(string symbol, T initial = default)
        where T : unmanaged
    {
        var variable = Variable(symbol, initial);
        _initData.Add((variable.Address, Unsafe.SizeOf<T>()));
        return variable;
    }

    /// <summary>An atomic_t.</summary>
    protected Atomic AtomicVariable(string symbol, int initial = 0)
    {
        var variable = new Atomic(Kernel.Computer, Data(symbol, sizeof(int)));
        _initialisers.Add(() => variable.Initialise(initial));
        return variable;
    }

    /// <summary>An array of char: C's <c>static char symbol[length]</c>.</summary>
    protected SharedBytes Chars(string symbol, int length) => new(Kernel.Computer, Data(symbol, length), length);

    /// <summary>A pointer variable.</summary>
    protected Shared<long> Pointer(string symbol) => Variable<long>(symbol);

    /// <summary>DECLARE_WAIT_QUEUE_HEAD(symbol).</summary>
    protected WaitQueueHead DeclareWaitQueueHead(string symbol)
    {
        var queue = new WaitQueueHead(Kernel, Data(symbol, WaitQueueHead.Size));
        _initialisers.Add(queue.Initialise);
        _waitQueues.Add(queue);
        return queue;
    }

    /// <summary>DEFINE_SPINLOCK(symbol).</summary>
    protected KernelSpinLock DefineSpinLock(string symbol) => new(Kernel, Data(symbol, Bytes));

    /// <summary>A semaphore used as a mutex: DECLARE_MUTEX(symbol).</summary>
    protected KernelSemaphore DeclareMutex(string symbol)
    {
        var semaphore = new KernelSemaphore(Kernel, Data(symbol, KernelSemaphore.Size));
        _initialisers.Add(() => semaphore.Initialise(1));
        return semaphore;
    }

    /// <summary>A struct file_operations, or a proc_ops; what is not given is NULL. Functions may be the kernel's own (seq_read).</summary>
    protected FileOperations FileOperations(
        string symbol,
        OpenFunction? open = null,
        OpenFunction? release = null,
        ReadWriteFunction? read = null,
        ReadWriteFunction? write = null,
        bool owner = false,
        SeekFunction? llseek = null)
        => Operations(
            symbol, open, release, read, write, owner, llseek, llseek is null ? Smp.Kernel.FileOperations.Fields : Smp.Kernel.FileOperations.FieldsWithTail);

    private FileOperations Operations(
        string symbol,
        OpenFunction? open,
        OpenFunction? release,
        ReadWriteFunction? read,
        ReadWriteFunction? write,
        bool owner,
        SeekFunction? llseek,
        IReadOnlyList<string> fields)
    {
        var operations = new FileOperations(Kernel, Data(symbol, fields.Count * Bytes, fields));
        var openText = TextOrNull(open?.Method.Name, open);
        var releaseText = TextOrNull(release?.Method.Name, release);
        var readText = TextOrNull(read?.Method.Name, read);
        var writeText = TextOrNull(write?.Method.Name, write);
        var ownerAddress = owner ? ThisModule : Address.Null;
        _initialisers.Add(() => operations.Initialise(ownerAddress, openText, releaseText, readText, writeText));
        if (llseek is not null)
        {
            var llseekText = TextOrNull(llseek.Method.Name, llseek);
            _initialisers.Add(() => operations.InitialiseTail(llseekText));
        }

        return operations;
    }

    /// <summary>A struct inode_operations; what is not given is NULL.</summary>
    protected InodeOperations InodeOperations(string symbol, PermissionFunction? permission = null)
    {
        var operations = new InodeOperations(Kernel, Data(symbol, Smp.Kernel.InodeOperations.Size));
        var text = TextOrNull(permission?.Method.Name, permission);
        _initialisers.Add(() => operations.Initialise(text));
        return operations;
    }

    /// <summary>try_module_get(THIS_MODULE): false if the module is going; the reference was not taken then. In any context.</summary>
    protected Step<ModuleGetBody> TryModuleGet(Address module, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Loader.TryModuleGet(module, new Site(file, line, function));

    /// <summary>module_put(THIS_MODULE). In any context.</summary>
    protected Step<ModulePutBody> ModulePut(Address module, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Loader.ModulePut(module, new Site(file, line, function));

    /// <summary>wake_up(queue): all waiters, and one exclusive one. In any context.</summary>
    protected Step<WakeUpBody> WakeUp(WaitQueueHead queue, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = Call(file, line, function);
        return queue.WakeUp(TaskState.Normal, 1, site);
    }

    /// <summary>waitqueue_active(queue): 1 if anybody waits now; looks without the queue's lock. In any context.</summary>
    protected Step<ActiveBody> WaitQueueActive(WaitQueueHead queue, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => queue.Active(Call(file, line, function));

    /// <summary>prepare_to_wait(queue, wait, state): joins the queue and sets the state, in one section. In task context.</summary>
    protected Step<WaitBody> PrepareToWait(WaitQueueHead queue, TaskState state, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => queue.PrepareToWait(state, exclusive: false, Call(file, line, function));

    /// <summary>finish_wait(queue, wait): runs again, and leaves the queue if still in it. In task context.</summary>
    protected Step<WaitBody> FinishWait(WaitQueueHead queue, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => queue.FinishWait(Call(file, line, function));

    /// <summary>schedule(): gives the CPU away, for good if the state says so. In task context, not atomic.</summary>
    protected KTask Schedule([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Schedule(Call(file, line, function));

    /// <summary>wait_event(queue, condition): only the condition ends the wait. In task context.</summary>
    protected KTask WaitEvent(WaitQueueHead queue, Func<KTask<bool>> condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Smp.Kernel.WaitEvent.Uninterruptible(Kernel, queue, condition, exclusive: false, Call(file, line, function));

    /// <summary>wait_event_interruptible(queue, condition): 0, or -ERESTARTSYS. In task context.</summary>
    protected KTask<int> WaitEventInterruptible(WaitQueueHead queue, Func<KTask<bool>> condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Smp.Kernel.WaitEvent.Interruptible(Kernel, queue, condition, exclusive: false, Call(file, line, function));

    /// <summary>wait_event_interruptible_exclusive(queue, condition): a wake_up wakes one of these. In task context.</summary>
    protected KTask<int> WaitEventInterruptibleExclusive(WaitQueueHead queue, Func<KTask<bool>> condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Smp.Kernel.WaitEvent.Interruptible(Kernel, queue, condition, exclusive: true, Call(file, line, function));

    /// <summary>current->pending.signal.sig[word]: the signals pending for the current task itself, 32 a word; one load.</summary>
    protected LoadStep<uint> PendingSignals(int word, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new Shared<uint>(Kernel.Computer, Current.PrivateSignals(word)).Load(file, line, function);

    /// <summary>put_user(value, to): 0, or -EFAULT. In task context, not atomic.</summary>
    protected KTask<int> PutUser(byte value, Address to, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.UserAccess.PutUser(value, to, Call(file, line, function));

    /// <summary>get_user(x, from): the byte, or -EFAULT. In task context, not atomic.</summary>
    protected KTask<int> GetUser(Address from, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.UserAccess.GetUser(from, Call(file, line, function));

    /// <summary>
    /// create_proc_entry(name, mode, parent). In task context. 6.8 no longer has it; there it is what an out-of-tree shim
    /// would make of it, and the owner that a module stores means nothing.
    /// </summary>
    /// <returns>The entry, already visible; NULL if there is no memory.</returns>
    protected KTask<ProcDirEntry> CreateProcEntry(string name, int mode, ProcDirEntry parent = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.ProcFs.CreateProcEntry(name, mode, parent, _writeProcs.Count != 0, Call(file, line, function));

    /// <summary>
    /// proc_create(name, mode, parent, operations): the entry is complete when it becomes visible. In task context; only
    /// where <see cref="HasProcCreate"/>. What 6.8 has no room for (inode operations, an owner) is left out there.
    /// </summary>
    /// <returns>The entry; NULL if there is no memory, or in 6.8 if the name is taken.</returns>
    protected KTask<ProcDirEntry> ProcCreate(string name, int mode, FileOperations operations, Address inodeOperations = default, bool owned = true, ProcDirEntry parent = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.ProcFs.ProcCreate(name, mode, parent, operations.Address, inodeOperations, owned ? ThisModule : Address.Null, Call(file, line, function));

    /// <summary>remove_proc_entry(name, parent). In task context.</summary>
    protected KTask RemoveProcEntry(string name, ProcDirEntry parent = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.ProcFs.RemoveProcEntry(name, parent, Call(file, line, function));

    /// <summary>printk(level text): output only, no step. In any context.</summary>
    protected void Printk(KernLevel level, string text) => Kernel.Log.Append($"<{(int)level}>{text}");

    /// <summary>
    /// printk(level text) as a step of its own, under the lock of the log: where it is the order of lines that somebody looks
    /// at. In any context.
    /// </summary>
    protected Step<PrintkBody> PrintkInOrder(KernLevel level, string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        Kernel.Computer.Announce(Operation.Kernel, Address.Null, Call(file, line, function));
        return new Step<PrintkBody>(Kernel.Computer, new PrintkBody(Kernel, $"<{(int)level}>{text}"));
    }

    /// <summary>An array on the kernel stack of the current task; one at a time.</summary>
    protected LocalBytes LocalArray(int length) => Current.LocalArray(length);

    /// <summary>
    /// sprintf(to, "prefix%s suffix", text) with one %s: loads the text byte by byte up to its NUL, wherever that is. In any context.
    /// </summary>
    /// <returns>The number of characters, without the NUL.</returns>
    protected async KTask<int> Sprintf(LocalBytes to, string format, SharedBytes text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        ArgumentNullException.ThrowIfNull(format);
        int at = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                to[at++] = (byte)format[i];
                continue;
            }

            i++;
            int from = 0;
            byte c;
            while ((c = await text.Load(from++, file, line, function)) != 0)
            {
                to[at++] = c;
            }
        }

        to[at] = 0;
        return at;
    }

    /// <summary>Enters a function in the module's text: C's <c>&amp;function</c>.</summary>
    protected Address Text(string name, Delegate code)
    {
        if (_functions == MaxFunctions)
        {
            throw new MachineException($"module {Name} has more than {MaxFunctions} functions whose address is taken");
        }

        return Kernel.Text.Add(TextRegion, _functions++, name, code);
    }

    private Site Call(string file, int line, string function)
    {
        var site = new Site(file, line, function);
        Kernel.Computer.At(site);
        return site;
    }

    private Address TextOrNull(string? name, Delegate? code)
        => code is null ? Address.Null
            : Kernel.Text.AddressOf(code) is { IsNull: false } kernels ? kernels
            : Text(name!, code);

    private Address Data(string symbol, int size, IReadOnlyList<string>? fields = null, string title = "")
    {
        var start = Kernel.Computer.Memory.Allocate(size, symbol, RegionKind.ModuleData, Name, Shadow.None, fields, title);
        _data.Add((start, size));
        return start;
    }
}
