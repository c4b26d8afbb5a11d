using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="Chardev"/>: same device, same promises, kept.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back. The fix of CHR-5, CHR-6 and CHR-7 is <c>.owner = THIS_MODULE</c>, and that the module takes no reference to itself.
/// That of CHR-3 is that of CHR-1: only one process at a time makes the text, and nobody reads it then.
/// </remarks>
public class ChardevFixed : KernelModule
{
    private const int BufLen = 80;

    private readonly Shared<int> _major;
    private readonly Shared<int> _msgPtr;
    private readonly SharedBytes _msg;
    private readonly Shared<int> _counter;
    private readonly KernelSemaphore _msgMutex;
    private readonly FileOperations _fops;

    /// <summary>The module, not loaded yet.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="owner">Whether the operations have an owner, whom the kernel pins before it calls them.</param>
    public ChardevFixed(LinuxKernel kernel, bool owner = true)
        : base(kernel, Chardev.DeviceName)
    {
        DeclareChrdev();
        _major = Variable<int>("Major");
        InUse = AtomicVariable("Device_Open");
        _msg = Chars("msg", BufLen);
        _msgPtr = Variable<int>("msg_Ptr");
        _counter = Variable<int>("counter");
        _msgMutex = DeclareMutex("msg_mutex");
        _fops = FileOperations("fops", DeviceOpen, DeviceRelease, DeviceRead, DeviceWrite, owner);
    }

    /// <summary>Device_Open: 1 while somebody has the device.</summary>
    protected Atomic InUse { get; }

    /// <summary>device_open: the device is claimed in one step; only then the text is made anew.</summary>
    public virtual async KTask<int> DeviceOpen(Inode inode, OpenFile file)
    {
        if (!await Claim())
        {
            return -Errno.EBUSY;
        }

        int counter = await _counter.Load();
        await _counter.Store(counter + 1);
        await Sprintf(_msg, Chardev.Format, counter);
        await _msgPtr.Store(0);
        return 0;
    }

    /// <summary>device_release: the one who has the device gives it back.</summary>
    public virtual async KTask<int> DeviceRelease(Inode inode, OpenFile file)
    {
        await GiveBack();
        return 0;
    }

    /// <summary>device_read: a reader has the text and the cursor to itself.</summary>
    public async KTask<long> DeviceRead(OpenFile filp, Address buffer, long length, LocalLong offset)
    {
        if (await LockMessage() != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        long result = await Give(buffer, length);
        await UnlockMessage();
        return result;
    }

    /// <summary>device_write: not supported.</summary>
    public KTask<long> DeviceWrite(OpenFile filp, Address buffer, long length, LocalLong offset)
    {
        Printk(KernLevel.Alert, "This device cannot be written to.\n");
        return new KTask<long>(-Errno.EINVAL);
    }

    /// <summary>Atomic operations and calls stand between its accesses, so that none is left out.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        int major = await RegisterChrdev(0, Chardev.DeviceName, _fops);
        await _major.Store(major);
        return major < 0 ? major : 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule() => await UnregisterChrdev(await _major.Load());

    /// <summary>Fix of CHR-1, CHR-3 and CHR-8: claims the device if it is free, in one step. Code of device_open.</summary>
    protected virtual async KTask<bool> Claim() => await InUse.CompareExchange(0, 1, function: nameof(DeviceOpen)) == 0;

    /// <summary>The other half of it: what one process has claimed, one process gives back.</summary>
    protected virtual async KTask GiveBack() => await InUse.CompareExchange(1, 0, function: nameof(DeviceRelease));

    /// <summary>Fix of CHR-2: readers of one descriptor move its cursor one after the other. 0, or a signal ended the wait.</summary>
    protected virtual KTask<int> LockMessage() => _msgMutex.DownInterruptible(function: nameof(DeviceRead));

    /// <summary>The other half of it.</summary>
    protected virtual async KTask UnlockMessage() => await _msgMutex.Up(function: nameof(DeviceRead));

    /// <summary>Fix of CHR-4: the result of put_user is looked at.</summary>
    protected virtual bool IsFault(int result) => result < 0;

    private async KTask<long> Give(Address buffer, long length)
    {
        int given = 0;
        while (given < length)
        {
            int at = await _msgPtr.Load(function: nameof(DeviceRead));
            byte c = await _msg.Load(at, function: nameof(DeviceRead));
            if (c == 0)
            {
                break;
            }

            if (IsFault(await PutUser(c, buffer + given, function: nameof(DeviceRead))))
            {
                return given != 0 ? given : -Errno.EFAULT;
            }

            await _msgPtr.Store(at + 1, function: nameof(DeviceRead));
            given++;
        }

        return given;
    }
}
