using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="Sleep"/>: same file, same promises, kept.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug
/// come back. The fix of SLP-11 and SLP-12 is what is not there: the module takes no reference to itself, the owner of
/// the /proc entry pins it while its inode lives.
/// </remarks>
public class SleepFixed : KernelModule
{
    private const int MessageLength = 80;
    private const int Closing = 2;
    private const int TextLength = MessageLength + 30;

    private readonly SharedBytes _message;
    private readonly FileOperations _fileOps;
    private readonly InodeOperations _inodeOps;
    private readonly KernelSemaphore _messageMutex;
    private readonly Func<KTask<bool>> _claim;

    /// <summary>The module, not loaded yet.</summary>
    public SleepFixed(LinuxKernel kernel)
        : base(kernel, "sleep")
    {
        _message = Chars("Message", MessageLength);
        AlreadyOpen = AtomicVariable("Already_Open");
        WaitQ = DeclareWaitQueueHead("WaitQ");
        _messageMutex = DeclareMutex("Message_mutex");
        _fileOps = FileOperations("File_Ops_4_Our_Proc_File", ModuleOpen, ModuleClose, ModuleOutput, ModuleInput);
        _inodeOps = InodeOperations("Inode_Ops_4_Our_Proc_File", ModulePermission);
        _claim = ClaimUnlessClosing;
    }

    /// <summary>1 while somebody has the file open, 2 once the module is being removed.</summary>
    protected Atomic AlreadyOpen { get; }

    /// <summary>Where those sleep who wait for the file.</summary>
    protected WaitQueueHead WaitQ { get; }

    /// <summary>module_output: the text from the reader's own position on.</summary>
    public async KTask<long> ModuleOutput(OpenFile file, Address buf, long len, LocalLong offset)
    {
        if (await LockMessage(nameof(ModuleOutput)) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        var message = LocalArray(TextLength);
        int length = await Sprintf(message, "Last input:%s\n", _message);
        await UnlockMessage(nameof(ModuleOutput));

        int i = 0;
        for (int at = await ReadFrom(offset, length); i < len && at < length; i++, at++)
        {
            if (IsFault(await PutUser(message[at], buf + i)))
            {
                await Advance(offset, i);
                return i != 0 ? i : -Errno.EFAULT;
            }
        }

        await Advance(offset, i);
        return i;
    }

    /// <summary>module_input: the input is fetched first and then put in place as a whole.</summary>
    public async KTask<long> ModuleInput(OpenFile file, Address buf, long length, LocalLong offset)
    {
        int count = (int)Math.Min(length, MessageLength - 1);
        var input = LocalArray(MessageLength);
        for (int i = 0; i < count; i++)
        {
            int c = await GetUser(buf + i);
            if (IsFault(c))
            {
                return -Errno.EFAULT;
            }

            input[i] = (byte)c;
        }

        if (await LockMessage(nameof(ModuleInput)) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        for (int i = 0; i < count; i++)
        {
            await _message.Store(i, input[i]);
        }

        await _message.Store(count, 0);
        await UnlockMessage(nameof(ModuleInput));
        return count;
    }

    /// <summary>module_open: the test and the claim are one operation, and O_NONBLOCK decides once.</summary>
    public virtual async KTask<int> ModuleOpen(Inode inode, OpenFile file)
    {
        if ((file.Flags & OpenFlags.NonBlock) != 0)
        {
            return await OpenNonBlocking();
        }

        int waited = await WaitForClaim(WaitQ, _claim);
        return waited == 0 && await AlreadyOpen.Read() == Closing ? -Errno.ENODEV : waited;
    }

    /// <summary>module_close: the only holder frees the file and wakes those who wait.</summary>
    public virtual async KTask<int> ModuleClose(Inode inode, OpenFile file)
    {
        await AlreadyOpen.CompareExchange(1, 0);
        await WakeWaiters(WaitQ);
        return 0;
    }

    /// <summary>module_permission, with the fix of SLP-16: reading for everybody, writing for root, both for root.</summary>
    public virtual KTask<int> ModulePermission(Inode inode, int op)
        => new((op & 2) == 0 || Current.EffectiveUserId == 0 ? 0 : -Errno.EACCES);

    /// <summary>Calls and barriers stand between its loads and stores: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = HasProcCreate
            ? await ProcCreate(Sleep.ProcEntryFilename, 0x1a4, _fileOps, _inodeOps.Address)
            : await CreateProcEntry(Sleep.ProcEntryFilename, 0x1a4);
        if (entry.IsNull)
        {
            return -Errno.ENOMEM;
        }

        if (HasProcCreate)
        {
            Printk(KernLevel.Info, "/proc/sleep created\n");
            return 0;
        }

        // The hook says what the mode says. What counts callers needs no owner, and would not count one inside a hook.
        if (!HasPdeUsers)
        {
            await entry.Owner.Store(ThisModule.Value);
            await entry.ProcIops.Store(_inodeOps.Address.Value);
        }

        await entry.ProcFops.Store(_fileOps.Address.Value);
        await entry.Mode.Store(0x81a4);
        await entry.FileSize.Store(80);
        Printk(KernLevel.Info, "/proc/sleep created\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await TurnAway();
        await RemoveProcEntry(Sleep.ProcEntryFilename);
        Printk(KernLevel.Info, "/proc/sleep removed\n");
    }

    /// <summary>Fix of SLP-1 and SLP-10: claims the file if it is free, in one step. Code of module_open, as all it calls.</summary>
    protected virtual async KTask<bool> Claim() => await AlreadyOpen.CompareExchange(0, 1, function: nameof(ModuleOpen)) == 0;

    /// <summary>Fix of SLP-2: a non-blocking open asks once and never waits.</summary>
    protected virtual async KTask<int> OpenNonBlocking() => await Claim() ? 0 : -Errno.EAGAIN;

    /// <summary>Fix of SLP-3 and SLP-4: a wait that a signal ended is given up, and the call can be restarted.</summary>
    protected virtual KTask<int> WaitForClaim(WaitQueueHead queue, Func<KTask<bool>> claim)
        => WaitEventInterruptible(queue, claim, function: nameof(ModuleOpen));

    /// <summary>Fix of SLP-5, SLP-6 and SLP-7: where a reader goes on is its own file position, and nothing that others share.</summary>
    protected virtual KTask<int> ReadFrom(LocalLong offset, int length) => new((int)Math.Min(offset.Value, length));

    /// <summary>The other half of it: the position goes on by what was given.</summary>
    protected virtual KTask Advance(LocalLong offset, int given)
    {
        offset.Value += given;
        return KTask.Completed;
    }

    /// <summary>Fix of SLP-8: a text is put in place as a whole and taken as a whole. 0, or a signal ended the wait.</summary>
    protected virtual KTask<int> LockMessage(string function) => _messageMutex.DownInterruptible(function: function);

    /// <summary>The other half of it.</summary>
    protected virtual async KTask UnlockMessage(string function) => await _messageMutex.Up(function: function);

    /// <summary>Fix of SLP-9: the result of put_user or get_user is looked at.</summary>
    protected virtual bool IsFault(int result) => result < 0;

    /// <summary>Fix of SLP-13: before the file goes, those who wait for it are sent away with an error.</summary>
    protected virtual async KTask TurnAway()
    {
        await AlreadyOpen.Set(Closing);
        await WakeUp(WaitQ);
    }

    /// <summary>No fix, but what the waiters rely on: who frees the file wakes them, after it is free.</summary>
    protected virtual async KTask WakeWaiters(WaitQueueHead queue) => await WakeUp(queue);

    private async KTask<bool> ClaimUnlessClosing() => await Claim() || await AlreadyOpen.Read(function: nameof(ModuleOpen)) == Closing;
}
