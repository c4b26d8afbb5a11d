using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// chardev.c of the Linux Kernel Module Programming Guide (chapter 4, "Character device files"), as printed: a device that
/// one process at a time may have open, and that says how often it was opened.
/// </summary>
/// <remarks>The corrected twin is <see cref="ChardevFixed"/>. What is wrong with this one: CHR-1 to CHR-8.</remarks>
public class Chardev : KernelModule
{
    /// <summary>The name of the device, and of the module.</summary>
    public const string DeviceName = "chardev";

    /// <summary>What an opened device gives: a format with one %d.</summary>
    public const string Format = "told %d times\n";

    private const int BufLen = 80;

    private readonly Shared<int> _major;
    private readonly Shared<int> _deviceOpen;
    private readonly SharedBytes _msg;
    private readonly Shared<long> _msgPtr;
    private readonly Shared<int> _counter;
    private readonly FileOperations _fops;

    /// <summary>The module, not loaded yet.</summary>
    public Chardev(LinuxKernel kernel)
        : base(kernel, DeviceName)
    {
        DeclareChrdev();
        _major = Variable<int>("Major");
        _deviceOpen = Variable<int>("Device_Open");
        _msg = Chars("msg", BufLen);
        _msgPtr = Pointer("msg_Ptr");
        _counter = Variable<int>("counter");
        _fops = FileOperations("fops", DeviceOpen, DeviceRelease, DeviceRead, DeviceWrite);
    }

    /// <summary>device_open: refuses while somebody has the device, else makes the text anew.</summary>
    public async KTask<int> DeviceOpen(Inode inode, OpenFile file)
    {
        int open = await _deviceOpen.Load();
        if (open != 0)
        {
            return -Errno.EBUSY;
        }

        await _deviceOpen.Store(await LoadAgain(_deviceOpen, open) + 1);
        int counter = await _counter.Load();
        await _counter.Store(counter + 1);
        await Sprintf(_msg, Format, counter);
        await _msgPtr.Store(_msg.Address.Value);
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

    /// <summary>device_read: the text from the cursor on, a character at a time.</summary>
    public async KTask<long> DeviceRead(OpenFile filp, Address buffer, long length, LocalLong offset)
    {
        int bytesRead = 0;
        long at = await _msgPtr.Load();
        byte c = await CharAt(at).Load();
        if (c == 0)
        {
            return 0;
        }

        while (length != 0)
        {
            // As compiled the first round goes on with what was tested above.
            at = bytesRead == 0 ? await LoadAgain(_msgPtr, at) : await _msgPtr.Load();
            c = bytesRead == 0 ? await LoadAgain(CharAt(at), c) : await CharAt(at).Load();
            if (c == 0)
            {
                break;
            }

            at = await LoadAgain(_msgPtr, at);
            await _msgPtr.Store(at + 1);
            c = await LoadAgain(CharAt(at), c);
            await PutUser(c, buffer + bytesRead);
            length--;
            bytesRead++;
        }

        return bytesRead;
    }

    /// <summary>device_write: not supported.</summary>
    public KTask<long> DeviceWrite(OpenFile filp, Address buffer, long length, LocalLong offset)
    {
        Printk(KernLevel.Alert, "This device cannot be written to.\n");
        return new KTask<long>(-Errno.EINVAL);
    }

    /// <summary>
    /// The increment became a store of 1, since what was tested is 0; one load of msg_Ptr and one of what it points to serve
    /// test and use, and the new pointer is stored before put_user is called.
    /// </summary>
    public override CompiledTable? AsCompiled => new("gcc 12.2 -O2")
    {
        Reused = [new("device_open", "Device_Open"), new("device_read", "msg_Ptr"), new("device_read", "msg")],
    };

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        int major = await RegisterChrdev(0, DeviceName, _fops);
        await _major.Store(major);
        if (major < 0)
        {
            Printk(KernLevel.Alert, $"Registering the device failed with {major}\n");
            return major;
        }

        Printk(KernLevel.Info, $"The device has the major number {major}:\n");
        Printk(KernLevel.Info, $"mknod /dev/{DeviceName} c {major} 0\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        int ret = await UnregisterChrdev(await _major.Load());
        if (ret < 0)
        {
            Printk(KernLevel.Alert, $"Error in unregister_chrdev: {ret}\n");
        }
    }

    private Shared<byte> CharAt(long at) => At<byte>(new Address((int)at));
}
