using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// sleep.c of the Linux Kernel Module Programming Guide (chapter 9, "Putting processes to sleep"), as printed: a file in
/// /proc that one process at a time may have open; the others sleep until it is closed.
/// </summary>
/// <remarks>The corrected twin is <see cref="SleepFixed"/>. What is wrong with this one: SLP-1 to SLP-17.</remarks>
public class Sleep : KernelModule
{
    /// <summary>The name of the file in /proc.</summary>
    public const string ProcEntryFilename = "sleep";

    private const int MessageLength = 80;
    private const int Nsig32Words = 2;

    private readonly SharedBytes _message;
    private readonly Shared<int> _finished;
    private readonly Shared<int> _alreadyOpen;
    private readonly WaitQueueHead _waitQ;
    private readonly FileOperations _fileOps;
    private readonly InodeOperations _inodeOps;
    private readonly Shared<long> _ourProcFile;
    private readonly Func<KTask<bool>> _notAlreadyOpen;

    /// <summary>The module, not loaded yet.</summary>
    public Sleep(LinuxKernel kernel)
        : base(kernel, "sleep")
    {
        _message = Chars("Message", MessageLength);
        _finished = Variable<int>("finished");
        _alreadyOpen = Variable<int>("Already_Open");
        _waitQ = DeclareWaitQueueHead("WaitQ");
        _ourProcFile = Pointer("Our_Proc_File");
        _fileOps = FileOperations("File_Ops_4_Our_Proc_File", ModuleOpen, ModuleClose, ModuleOutput, ModuleInput);
        _inodeOps = InodeOperations("Inode_Ops_4_Our_Proc_File", ModulePermission);
        _notAlreadyOpen = NotAlreadyOpen;
    }

    /// <summary>module_output: what a read gives; 0 every second time, to mean the end of the file.</summary>
    public async KTask<long> ModuleOutput(OpenFile file, Address buf, long len, LocalLong offset)
    {
        if (await _finished.Load() != 0)
        {
            await _finished.Store(0);
            return 0;
        }

        var message = LocalArray(MessageLength + 30);
        await Sprintf(message, "Last input:%s\n", _message);
        int i;
        for (i = 0; i < len && message[i] != 0; i++)
        {
            await PutUser(message[i], buf + i);
        }

        await _finished.Store(1);
        return i;
    }

    /// <summary>module_input: what a write leaves for the next read.</summary>
    public async KTask<long> ModuleInput(OpenFile file, Address buf, long length, LocalLong offset)
    {
        int i;
        for (i = 0; i < MessageLength - 1 && i < length; i++)
        {
            int c = await GetUser(buf + i);
            await _message.Store(i, c < 0 ? (byte)0 : (byte)c);
        }

        await _message.Store(i, 0);
        return i;
    }

    /// <summary>module_open: one at a time; O_NONBLOCK does not want to wait.</summary>
    public async KTask<int> ModuleOpen(Inode inode, OpenFile file)
    {
        if ((file.Flags & OpenFlags.NonBlock) != 0 && await _alreadyOpen.Load() != 0)
        {
            return -Errno.EAGAIN;
        }

        await TryModuleGet(ThisModule);

        while (await _alreadyOpen.Load() != 0)
        {
            await WaitEventInterruptible(_waitQ, _notAlreadyOpen);

            bool isSignal = false;
            for (int i = 0; i < Nsig32Words && !isSignal; i++)
            {
                isSignal = (await PendingSignals(i) & ~Current.BlockedSignals(i)) != 0;
            }

            if (isSignal)
            {
                await ModulePut(ThisModule);
                return -Errno.EINTR;
            }
        }

        await _alreadyOpen.Store(1);
        return 0;
    }

    /// <summary>module_close: the file is free; wakes all who wait for it.</summary>
    public async KTask<int> ModuleClose(Inode inode, OpenFile file)
    {
        await _alreadyOpen.Store(0);
        await WakeUp(_waitQ);
        await ModulePut(ThisModule);
        return 0;
    }

    /// <summary>module_permission: everybody may read, root may write; asked for both at once it says no.</summary>
    public KTask<int> ModulePermission(Inode inode, int op)
        => new(op == 4 || (op == 2 && Current.EffectiveUserId == 0) ? 0 : -Errno.EACCES);

    /// <summary>Calls and barriers stand between its loads and stores: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = HasProcCreate
            ? await ProcCreate(ProcEntryFilename, 0x1a4, _fileOps, _inodeOps.Address)
            : await CreateProcEntry(ProcEntryFilename, 0x1a4);
        await _ourProcFile.Store(entry.Address.Value);
        if (entry.IsNull)
        {
            await RemoveProcEntry(ProcEntryFilename);
            Printk(KernLevel.Alert, "Error: Could not initialize /proc/test\n");
            return -Errno.ENOMEM;
        }

        if (HasProcCreate)
        {
            Printk(KernLevel.Info, "/proc/test created\n");
            return 0;
        }

        await entry.Owner.Store(ThisModule.Value);
        await entry.ProcIops.Store(_inodeOps.Address.Value);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        await entry.Mode.Store(0x81a4);
        await entry.Uid.Store(0);
        await entry.Gid.Store(0);
        await entry.FileSize.Store(80);
        Printk(KernLevel.Info, "/proc/test created\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(ProcEntryFilename);
        Printk(KernLevel.Info, "/proc/test removed\n");
    }

    // wait_event is a macro: its condition is code of module_open.
    private async KTask<bool> NotAlreadyOpen() => await _alreadyOpen.Load(function: nameof(ModuleOpen)) == 0;
}
