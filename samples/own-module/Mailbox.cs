using Smp.Kernel;
using Smp.Machine;

namespace OwnModule;

/// <summary>
/// mailbox.c: a box in /proc that holds one letter. A write(2) puts a letter in, or fails with EAGAIN if there is one
/// already; a read(2) takes it out, and sleeps until there is one.
/// </summary>
public class Mailbox : KernelModule
{
    // What C would declare as static variables. They live in the simulated memory, never in fields of C#.
    private readonly Shared<int> _full;             // static int full;
    private readonly Shared<byte> _letter;          // static char letter;
    private readonly WaitQueueHead _readers;        // static DECLARE_WAIT_QUEUE_HEAD(readers);
    private readonly FileOperations _fileOps;       // static struct file_operations mailbox_fops = { … };
    private readonly Func<KTask<bool>> _isFull;     // the condition of wait_event: made once, used by every wait

    public Mailbox(LinuxKernel kernel)
        : base(kernel, "mailbox")
    {
        _full = Variable<int>("full");
        _letter = Variable<byte>("letter");
        _readers = DeclareWaitQueueHead("readers");
        _fileOps = FileOperations("mailbox_fops", read: MailboxRead, write: MailboxWrite, owner: true);
        _isFull = IsFull;
    }

    /// <summary>Whether a letter is in the box: for the clauses of a scenario, which look and are no step.</summary>
    public virtual bool HoldsLetter => _full.Inspect() != 0;

    protected Shared<byte> Letter => _letter;

    protected WaitQueueHead Readers => _readers;

    /// <summary>->write: one letter.</summary>
    public virtual async KTask<long> MailboxWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        int letter = await GetUser(buffer);
        if (letter < 0)
        {
            return -Errno.EFAULT;
        }

        // The bug: nobody keeps the others out between this test and the store that acts on it.
        if (await _full.Load() != 0)
        {
            return -Errno.EAGAIN;
        }

        await _letter.Store((byte)letter);
        await _full.Store(1);
        await WakeUp(_readers);
        return 1;
    }

    /// <summary>->read: one letter, as soon as there is one.</summary>
    public virtual async KTask<long> MailboxRead(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        if (await WaitEventInterruptible(_readers, _isFull) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        byte letter = await _letter.Load();
        await _full.Store(0);
        return await PutUser(letter, buffer) != 0 ? -Errno.EFAULT : 1;
    }

    public override async KTask<int> InitModule()
    {
        var entry = await CreateProcEntry("mailbox", 0x1b6); // 0666
        if (entry.IsNull)
        {
            return -Errno.ENOMEM;
        }

        await entry.Owner.Store(ThisModule.Value);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }

    public override KTask CleanupModule() => RemoveProcEntry("mailbox");

    private async KTask<bool> IsFull() => await _full.Load() != 0;
}
