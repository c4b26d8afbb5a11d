using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="Sleep"/>: same file, same promises, kept.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug
/// come back. The module holds no reference to itself: the owner of the /proc entry pins it while its inode lives.
/// </remarks>
public class SleepFixed : KernelModule
{
    private const int MessageLength = 80;
    private const int Closing = 2;
    private const int TextLength = MessageLength + 30;

    private readonly SharedBytes _message;
    private readonly WaitQueueHead _waitQ;
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
        _waitQ = DeclareWaitQueueHead("WaitQ");
        _messageMutex = DeclareMutex("Message_mutex");
        _fileOps = FileOperations("File_Ops_4_Our_Proc_File", ModuleOpen, ModuleClose, ModuleOutput, ModuleInput);
        _inodeOps = InodeOperations("Inode_Ops_4_Our_Proc_File", ModulePermission);
        _claim = ClaimUnlessClosing;
    }

    /// <summary>1 while somebody has the file open, 2 once the module is being removed.</summary>
    protected Atomic AlreadyOpen { get; }

    /// <summary>module_output: the text from the reader's own position on.</summary>
    public async KTask<long> ModuleOutput(OpenFile file, Address buf, long len, LocalLong offset)
    {
        if (await _messageMutex.DownInterruptible() != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        var message = LocalArray(TextLength);
        int length = await Sprintf(message, "Last input:%s\n", _message);
        await _messageMutex.Up();

        int i = 0;
        for (int at = (int)Math.Min(offset.Value, length); i < len && at < length; i++, at++)
        {
            if (await PutUser(message[at], buf + i) != 0)
            {
                return i != 0 ? i : -Errno.EFAULT;
            }

            offset.Value++;
        }

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
            if (c < 0)
            {
                return -Errno.EFAULT;
            }

            input[i] = (byte)c;
        }

        if (await _messageMutex.DownInterruptible() != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        for (int i = 0; i < count; i++)
        {
            await _message.Store(i, input[i]);
        }

        await _message.Store(count, 0);
        await _messageMutex.Up();
        return count;
    }

    /// <summary>module_open: the test and the claim are one operation, and O_NONBLOCK decides once.</summary>
    public async KTask<int> ModuleOpen(Inode inode, OpenFile file)
    {
        if ((file.Flags & OpenFlags.NonBlock) != 0)
        {
            return await OpenNonBlocking();
        }

        int waited = await WaitForClaim(_waitQ, _claim);
        return waited == 0 && await AlreadyOpen.Read() == Closing ? -Errno.ENODEV : waited;
    }

    /// <summary>module_close: the only holder frees the file and wakes those who wait.</summary>
    public async KTask<int> ModuleClose(Inode inode, OpenFile file)
    {
        await AlreadyOpen.CompareExchange(1, 0);
        await WakeWaiters(_waitQ);
        return 0;
    }

    /// <summary>module_permission: reading for everybody, writing for root, both for root.</summary>
    public KTask<int> ModulePermission(Inode inode, int op)
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

    /// <summary>Fix of SLP-1 and SLP-10: claims the file if it is free, in one step.</summary>
    protected virtual async KTask<bool> Claim() => await AlreadyOpen.CompareExchange(0, 1) == 0;

    /// <summary>Fix of SLP-2: a non-blocking open asks once and never waits.</summary>
    protected virtual async KTask<int> OpenNonBlocking() => await Claim() ? 0 : -Errno.EAGAIN;

    /// <summary>Fix of SLP-3 and SLP-4: a wait that a signal ended is given up, and the call can be restarted.</summary>
    protected virtual KTask<int> WaitForClaim(WaitQueueHead queue, Func<KTask<bool>> claim)
        => WaitEventInterruptible(queue, claim);

    /// <summary>Fix of SLP-13: before the file goes, those who wait for it are sent away with an error.</summary>
    protected virtual async KTask TurnAway()
    {
        await AlreadyOpen.Set(Closing);
        await WakeUp(_waitQ);
    }

    /// <summary>No fix, but what the waiters rely on: who frees the file wakes them, after it is free.</summary>
    protected virtual async KTask WakeWaiters(WaitQueueHead queue) => await WakeUp(queue);

    private async KTask<bool> ClaimUnlessClosing() => await Claim() || await AlreadyOpen.Read() == Closing;
}
