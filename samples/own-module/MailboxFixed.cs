using Smp.Kernel;
using Smp.Machine;

namespace OwnModule;

/// <summary>The corrected mailbox: the test and the claim are one operation, and in between the box is nobody else's.</summary>
public sealed class MailboxFixed : Mailbox
{
    private const int Empty = 0;
    private const int Busy = 1;
    private const int Full = 2;

    private readonly Atomic _state;                 // static atomic_t state = ATOMIC_INIT(EMPTY);
    private readonly Func<KTask<bool>> _claimLetter;

    public MailboxFixed(LinuxKernel kernel)
        : base(kernel)
    {
        _state = AtomicVariable("state", Empty);
        _claimLetter = ClaimLetter;
    }

    public override bool HoldsLetter => _state.Inspect() == Full;

    public override async KTask<long> MailboxWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        int letter = await GetUser(buffer);
        if (letter < 0)
        {
            return -Errno.EFAULT;
        }

        if (await _state.CompareExchange(Empty, Busy) != Empty)
        {
            return -Errno.EAGAIN;
        }

        await Letter.Store((byte)letter);
        await _state.Set(Full);
        await WakeUp(Readers);
        return 1;
    }

    public override async KTask<long> MailboxRead(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        if (await WaitEventInterruptible(Readers, _claimLetter) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        byte letter = await Letter.Load();
        await _state.Set(Empty);
        return await PutUser(letter, buffer) != 0 ? -Errno.EFAULT : 1;
    }

    private async KTask<bool> ClaimLetter() => await _state.CompareExchange(Full, Busy) == Full;
}
