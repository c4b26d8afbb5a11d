using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// chardev.c of the Linux Kernel Module Programming Guide (chapter 7, "Talking to device files"), as printed: a device that
/// keeps a message, which is set and got by write and read, or by ioctl.
/// </summary>
/// <remarks>The corrected twin is <see cref="ChardevIoctlFixed"/>. What is wrong with this one: IOC-1 to IOC-17.</remarks>
public class ChardevIoctl : ChardevIoctlModule
{
    private const int GetMsgLength = 99;

    private readonly Shared<int> _deviceOpen;
    private readonly SharedBytes _message;
    private readonly Shared<long> _messagePtr;
    private readonly FileOperations _fops;

    /// <summary>The module, not loaded yet.</summary>
    public ChardevIoctl(LinuxKernel kernel)
        : base(kernel)
    {
        _deviceOpen = Variable<int>("Device_Open");
        _message = Chars("Message", BufLen);
        _messagePtr = Pointer("Message_Ptr");
        _fops = Operations(DeviceIoctl, DeviceOpen, DeviceRelease, DeviceRead, DeviceWrite, owner: false);
    }

    /// <summary>device_open: refuses while somebody has the device; the cursor goes to the beginning.</summary>
    public async KTask<int> DeviceOpen(Inode inode, OpenFile file)
    {
        int open = await _deviceOpen.Load();
        if (open != 0)
        {
            return -Errno.EBUSY;
        }

        await _deviceOpen.Store(await LoadAgain(_deviceOpen, open) + 1);
        await _messagePtr.Store(_message.Address.Value);
        await TryModuleGet(ThisModule);
        return 0;
    }

    /// <summary>device_release: the device is free for the next one.</summary>
    public async KTask<int> DeviceRelease(Inode inode, OpenFile file)
    {
        await _deviceOpen.Store(await _deviceOpen.Load() - 1);
        await ModulePut(ThisModule);
        return 0;
    }

    /// <summary>device_read: the message from the cursor on, a character at a time.</summary>
    public async KTask<long> DeviceRead(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        int bytesRead = 0;
        long at = await _messagePtr.Load();
        byte c = await CharAt(at).Load();
        if (c == 0)
        {
            return 0;
        }

        while (length != 0)
        {
            // As compiled the first round goes on with what was tested above.
            at = bytesRead == 0 ? await LoadAgain(_messagePtr, at) : await _messagePtr.Load();
            c = bytesRead == 0 ? await LoadAgain(CharAt(at), c) : await CharAt(at).Load();
            if (c == 0)
            {
                break;
            }

            at = await LoadAgain(_messagePtr, at);
            await _messagePtr.Store(at + 1);
            c = await LoadAgain(CharAt(at), c);
            await PutUser(c, buffer + bytesRead);
            length--;
            bytesRead++;
        }

        return bytesRead;
    }

    /// <summary>device_write: the message a character at a time, and the cursor back to its beginning.</summary>
    public async KTask<long> DeviceWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        int i;
        for (i = 0; i < length && i < BufLen; i++)
        {
            await _message.Store(i, Byte(await GetUser(buffer + i)));
        }

        await _messagePtr.Store(_message.Address.Value);
        return i;
    }

    /// <summary>device_ioctl: sets the message, gets it, or gets one character of it.</summary>
    public async KTask<long> DeviceIoctl(OpenFile file, uint ioctlNum, long ioctlParam)
    {
        var user = new Address((int)ioctlParam);
        if (ioctlNum == SetMsg)
        {
            byte ch = Byte(await GetUser(user));
            int i;
            for (i = 0; ch != 0 && i < BufLen; i++)
            {
                ch = Byte(await GetUser(user + i));
            }

            await DeviceWrite(file, user, i, default);
        }
        else if (ioctlNum == GetMsg(0))
        {
            long i = await DeviceRead(file, user, GetMsgLength, default);
            await PutUser(0, user + (int)i);
        }
        else if (ioctlNum == GetNthByte)
        {
            return (sbyte)await _message.Load((int)ioctlParam);
        }

        return 0;
    }

    /// <summary>
    /// The increment became a store of 1, since what was tested is 0; one load of Message_Ptr and one of what it points to serve
    /// test and use, and the new pointer is stored before put_user is called.
    /// </summary>
    public override CompiledTable? AsCompiled => new("gcc 12.2 -O2")
    {
        Reused = [new("device_open", "Device_Open"), new("device_read", "Message_Ptr"), new("device_read", "Message")],
    };

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        int result = await RegisterChrdev(MajorNum, DeviceName, _fops);
        if (result < 0)
        {
            Printk(KernLevel.Alert, $"Registering the device failed with {result}\n");
            return result;
        }

        Printk(KernLevel.Info, $"The device has the major number {MajorNum}:\n");
        Printk(KernLevel.Info, $"mknod {DeviceName} c {MajorNum} 0\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        int ret = await UnregisterChrdev(MajorNum);
        if (ret < 0)
        {
            Printk(KernLevel.Alert, $"Error: unregister_chrdev: {ret}\n");
        }
    }

    // get_user stores 0 when it faults, and nobody looks at what it returns.
    private static byte Byte(int got) => got < 0 ? (byte)0 : (byte)got;

    private Shared<byte> CharAt(long at) => At<byte>(new Address((int)at));
}
