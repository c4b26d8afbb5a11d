using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="ChardevIoctl"/>: the same device, the same commands, and a header whose numbers say how
/// large a buffer is and which way the data go.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back. The fix of IOC-12, IOC-13 and IOC-14 is <c>.owner = THIS_MODULE</c>, and that the module takes no reference to
/// itself; that of IOC-9, that a text is taken from user memory in one go (strndup_user).
/// </remarks>
public class ChardevIoctlFixed : ChardevIoctlModule
{
    private const int MessageRoom = BufLen - 1;

    private readonly Shared<int> _messagePtr;
    private readonly KernelSemaphore _mutex;
    private readonly FileOperations _fops;

    /// <summary>The module, not loaded yet.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="owner">Whether the operations have an owner, whom the kernel pins before it calls them.</param>
    public ChardevIoctlFixed(LinuxKernel kernel, bool owner = true)
        : base(kernel)
    {
        InUse = AtomicVariable("Device_Open");
        Message = Chars("Message", BufLen);
        _messagePtr = Variable<int>("Message_Ptr");
        _mutex = DeclareMutex("Message_mutex");
        _fops = Operations(DeviceIoctl, DeviceOpen, DeviceRelease, DeviceRead, DeviceWrite, owner);
    }

    /// <inheritdoc/>
    public override uint SetMsg => IoctlNumber.Iow(MajorNum, 0, SizeOfPointer);

    /// <inheritdoc/>
    public override bool NthByteInMemory => true;

    /// <summary>Device_Open: 1 while somebody has the device.</summary>
    protected Atomic InUse { get; }

    /// <summary>The message.</summary>
    protected SharedBytes Message { get; }

    /// <inheritdoc/>
    public override uint GetMsg(int room) => IoctlNumber.Ior(MajorNum, 1, room);

    /// <summary>device_open: the device is claimed in one step.</summary>
    public virtual async KTask<int> DeviceOpen(Inode inode, OpenFile file)
    {
        if (!await Claim())
        {
            return -Errno.EBUSY;
        }

        await _messagePtr.Store(0);
        return 0;
    }

    /// <summary>device_release: the one who has the device gives it back.</summary>
    public virtual async KTask<int> DeviceRelease(Inode inode, OpenFile file)
    {
        await GiveBack();
        return 0;
    }

    /// <summary>device_read: a reader has the message and the cursor to itself.</summary>
    public async KTask<long> DeviceRead(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        if (await Lock(nameof(DeviceRead)) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        long result = await Give(buffer, length);
        await Unlock(nameof(DeviceRead));
        return result;
    }

    /// <summary>device_write: the input is fetched first and then put in place as a whole.</summary>
    public async KTask<long> DeviceWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        var text = LocalArray(BufLen);
        int count = (int)Math.Min(length, Room);
        for (int i = 0; i < count; i++)
        {
            int c = await GetUser(buffer + i);
            if (IsFault(c))
            {
                return -Errno.EFAULT;
            }

            text[i] = (byte)c;
        }

        return await Take(text, count, nameof(DeviceWrite)) is var refused and not 0 ? refused : count;
    }

    /// <summary>device_ioctl: sets the message, gets it, or gets one character of it; nothing else.</summary>
    public async KTask<long> DeviceIoctl(OpenFile file, uint ioctlNum, long ioctlParam)
    {
        var user = new Address((int)ioctlParam);
        if (ioctlNum == SetMsg)
        {
            var text = LocalArray(BufLen);
            int length = await Fetch(text, user);
            return length < 0 ? length : await Take(text, length, nameof(DeviceIoctl));
        }

        if (IsGetMsg(ioctlNum))
        {
            return await GetMessage(file, user, IoctlNumber.SizeOf(ioctlNum));
        }

        return ioctlNum == GetNthByte ? await NthByte(ioctlParam) : Unknown;
    }

    /// <summary>Atomic operations and calls stand between its accesses, so that none is left out.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule() => await RegisterChrdev(MajorNum, DeviceName, _fops);

    /// <inheritdoc/>
    public override async KTask CleanupModule() => await UnregisterChrdev(MajorNum);

    /// <summary>Fix of IOC-1 and IOC-15: claims the device if it is free, in one step. Code of device_open.</summary>
    protected virtual async KTask<bool> Claim() => await InUse.CompareExchange(0, 1, function: nameof(DeviceOpen)) == 0;

    /// <summary>The other half of it: what one process has claimed, one process gives back.</summary>
    protected virtual async KTask GiveBack() => await InUse.CompareExchange(1, 0, function: nameof(DeviceRelease));

    /// <summary>Fix of IOC-2, IOC-3, IOC-4 and IOC-11: one lock for message and cursor, whichever way one comes in. 0, or a signal ended the wait.</summary>
    protected virtual KTask<int> Lock(string function) => _mutex.DownInterruptible(function: function);

    /// <summary>The other half of it.</summary>
    protected virtual async KTask Unlock(string function) => await _mutex.Up(function: function);

    /// <summary>Fix of IOC-5: room for a NUL is kept.</summary>
    protected virtual int Room => MessageRoom;

    /// <summary>Fix of IOC-6: after the text comes a NUL.</summary>
    protected virtual bool Terminates => true;

    /// <summary>Fix of IOC-7: whether there is such a character.</summary>
    protected virtual bool IsIndex(int index) => index is >= 0 and < BufLen;

    /// <summary>Fix of IOC-8: how many characters, without a NUL, go into a buffer of <paramref name="room"/> bytes.</summary>
    protected virtual int Fitting(int room) => room - 1;

    /// <summary>Fix of IOC-10: the results of get_user and put_user are looked at.</summary>
    protected virtual bool IsFault(int result) => result < 0;

    /// <summary>Fix of IOC-16: a command that nobody knows.</summary>
    protected virtual long Unknown => -Errno.ENOTTY;

    /// <summary>Fix of IOC-9: the text up to its NUL, fetched once. Its length, or -EFAULT.</summary>
    protected virtual async KTask<int> Fetch(LocalBytes text, Address user)
    {
        int i;
        for (i = 0; i < Room; i++)
        {
            int c = await GetUser(user + i, function: nameof(DeviceIoctl));
            if (IsFault(c))
            {
                return -Errno.EFAULT;
            }

            if (c <= 0)
            {
                break;
            }

            text[i] = (byte)c;
        }

        return i;
    }

    /// <summary>Fix of IOC-17: the character goes where the user program asked for it, not into a result that may be an errno.</summary>
    protected virtual async KTask<long> NthByte(long param)
    {
        var user = new Address((int)param);
        int index = await GetUser(user, function: nameof(DeviceIoctl));
        if (IsFault(index))
        {
            return -Errno.EFAULT;
        }

        if (!IsIndex(index))
        {
            return -Errno.EINVAL;
        }

        byte c = await Message.Load(index, function: nameof(DeviceIoctl));
        return IsFault(await PutUser(c, user, function: nameof(DeviceIoctl))) ? -Errno.EFAULT : 0;
    }

    private static bool IsGetMsg(uint command)
        => IoctlNumber.TypeOf(command) == MajorNum && IoctlNumber.NumberOf(command) == 1 && IoctlNumber.Reads(command) && !IoctlNumber.Writes(command);

    private async KTask<int> Take(LocalBytes text, int count, string function)
    {
        if (await Lock(function) != 0)
        {
            return -Errno.ERESTARTSYS;
        }

        for (int i = 0; i < count; i++)
        {
            await Message.Store(i, text[i], function: function);
        }

        if (Terminates && count < BufLen)
        {
            await Message.Store(count, 0, function: function);
        }

        await _messagePtr.Store(0, function: function);
        await Unlock(function);
        return 0;
    }

    private async KTask<long> Give(Address buffer, long length)
    {
        int given = 0;
        while (given < length)
        {
            int at = await _messagePtr.Load(function: nameof(DeviceRead));
            byte c = await Message.Load(at, function: nameof(DeviceRead));
            if (c == 0)
            {
                break;
            }

            if (IsFault(await PutUser(c, buffer + given, function: nameof(DeviceRead))))
            {
                return given != 0 ? given : -Errno.EFAULT;
            }

            await _messagePtr.Store(at + 1, function: nameof(DeviceRead));
            given++;
        }

        return given;
    }

    private async KTask<long> GetMessage(OpenFile file, Address user, int room)
    {
        if (room == 0)
        {
            return -Errno.EINVAL;
        }

        long given = await DeviceRead(file, user, Fitting(room), default);
        return given < 0 ? given : IsFault(await PutUser(0, user + (int)given, function: nameof(DeviceIoctl))) ? -Errno.EFAULT : 0;
    }
}
