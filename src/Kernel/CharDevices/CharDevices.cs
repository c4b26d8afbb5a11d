using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Character devices: the numbers that modules have registered, and the device files on the disk. This file holds the
/// registry; opening and closing a device file has one of its own.
/// </summary>
/// <remarks>
/// <para>After fs/char_dev.c of 2.6.11 and 6.8. Each section under chrdevs_lock or cdev_lock, neither of which is held while
/// anything of a module is called, is one step.</para>
/// <para>It exists only on a computer with a module or a device file that asks for it.</para>
/// </remarks>
public sealed partial class CharDevices
{
    private const int Bytes = 8;
    private const int LastMajor = 254;
    private const int FirstModernMajor = 234;
    private const int LastExtendedMajor = 511;
    private const int FirstExtendedMajor = 384;

    private readonly LinuxKernel _kernel;
    private readonly Lazy<Address> _heads;

    internal CharDevices(LinuxKernel kernel)
    {
        _kernel = kernel;
        _heads = new Lazy<Address>(
            () => kernel.Computer.Memory.Allocate(2 * Bytes, "chrdevs", RegionKind.KernelData, fields: ["", "nodes"]),
            isThreadSafe: false);
    }

    /// <summary>Whether anybody on this computer has asked for character devices.</summary>
    internal bool InUse => _heads.IsValueCreated;

    private Computer Computer => _kernel.Computer;

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>chrdevs[]: the newest first.</summary>
    private Address Chrdevs => _heads.Value;

    private Address Nodes => _heads.Value + Bytes;

    /// <summary>
    /// The character devices as /proc/devices lists them, by number: a line <c>%3d %s</c> each, under a head line. Inside a
    /// step, or while the stage is built.
    /// </summary>
    public string Text()
    {
        var text = new StringBuilder("Character devices:\n");
        if (InUse)
        {
            var devices = new List<(int Major, string Name)>();
            for (var device = First(); !device.IsNull; device = Following(device))
            {
                devices.Add((device.Major, device.Name));
            }

            devices.Sort((a, b) => a.Major.CompareTo(b.Major));
            foreach (var (major, name) in devices)
            {
                text.Append(CultureInfo.InvariantCulture, $"{major,3} {name}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>A device file on the disk, while the computer is being built.</summary>
    public void AddNode(string path, int major, int minor)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Require();
        var node = new DeviceNode(_kernel, Memory.Allocate(DeviceNode.Size, $"inode of {path}", RegionKind.KernelData, fields: DeviceNode.Fields));
        node.Initialise(HashOf(path), major, minor, new Address((int)Memory.Peek(Nodes)));
        Memory.Poke(Nodes, node.Address.Value);
    }

    /// <summary>The machine gets character devices, while it is being built.</summary>
    internal void Require() => _ = _heads.Value;

    /// <summary>mknod(2) of a character device: 0, EPERM for all but root, EEXIST. In task context.</summary>
    internal async KTask<long> Mknod(string path, int major, int minor, int mode = 0)
    {
        if (!InUse)
        {
            throw new MachineException("mknod: no module on this computer has character devices");
        }

        Computer.Announce(Operation.Kernel, Nodes, Here());
        return await new Step<MknodBody>(Computer, new MknodBody(this, path, major, minor, mode));
    }

    /// <summary>register_chrdev: the number that was free if <paramref name="major"/> is 0, else 0; -EBUSY, -ENOMEM.</summary>
    internal async KTask<int> Register(int major, string name, Address operations, Site site)
    {
        if (!InUse)
        {
            throw new MachineException($"register_chrdev(\"{name}\"): the module must say when it is made that it has character devices (DeclareChrdev)");
        }

        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await _kernel.UserAccess.MayFault(site);
        }

        Computer.Announce(Operation.Kernel, Chrdevs, site);
        long reserved = await new Step<ReserveBody>(Computer, new ReserveBody(this, major, name, operations));
        if (reserved < 0)
        {
            return (int)reserved;
        }

        var device = At(new Address((int)reserved));
        Computer.Announce(Operation.Kernel, Chrdevs, site);
        int number = (int)await new Step<AddBody>(Computer, new AddBody(this, device));
        return major == 0 ? number : 0;
    }

    /// <summary>unregister_chrdev: the number is free, and who looks for it finds nothing. Who has the device open goes on using it.</summary>
    internal async KTask<int> Unregister(int major, Site site)
    {
        Computer.Announce(Operation.Kernel, Chrdevs, site);
        await new Step<DeleteBody>(Computer, new DeleteBody(this, major));
        return 0;
    }

    /// <summary>A device that leads into a module; null if there is none.</summary>
    internal Address? RegisteredBy(KernelModule module)
    {
        if (InUse)
        {
            for (var device = First(); !device.IsNull; device = Following(device))
            {
                if (module.Contains(device.Operations))
                {
                    return device.Address;
                }
            }
        }

        return null;
    }

    private static long HashOf(string path) => (long)Hashing.OfText(path);

    private static Site Here([CallerMemberName] string function = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new(file, line, function);

    private Cdev At(Address address) => new(Memory, address);

    private Cdev First() => At(new Address((int)Memory.Peek(Chrdevs)));

    private Cdev Following(Cdev device) => At(device.Next);

    private Cdev Find(int major)
    {
        var device = First();
        while (!device.IsNull && device.Major != major)
        {
            device = Following(device);
        }

        return device;
    }

    /// <summary>A number that nobody has: 2.6.11 looks from 254 downwards, 6.8 down to 234 and then from 511 to 384. 0 for none.</summary>
    private int FreeMajor()
    {
        bool isModern = _kernel.Profile.Generation == KernelGeneration.V68;
        return FreeMajor(LastMajor, isModern ? FirstModernMajor : 1) is var major and not 0 ? major
            : isModern ? FreeMajor(LastExtendedMajor, FirstExtendedMajor)
            : 0;
    }

    private int FreeMajor(int from, int downTo)
    {
        while (from >= downTo && !Find(from).IsNull)
        {
            from--;
        }

        return from >= downTo ? from : 0;
    }

    /// <summary>kobject_put: with the last use the device goes, and no inode remembers it. Inside a step.</summary>
    private void Drop(Cdev device)
    {
        if (--device.Users != 0)
        {
            return;
        }

        for (var node = new DeviceNode(_kernel, new Address((int)Memory.Peek(Nodes))); !node.Address.IsNull; node = new DeviceNode(_kernel, node.Next))
        {
            if (node.Cdev == device.Address)
            {
                node.Cdev = Address.Null;
            }
        }

        Memory.SetShadow(device.Address, Cdev.Size, Shadow.Freed);
    }

    /// <summary>__register_chrdev_region and cdev_alloc: the device, with a number, which nobody can find yet; or a negative errno.</summary>
    private readonly struct ReserveBody(CharDevices devices, int major, string name, Address operations) : IStepBody
    {
        public long Run(Computer computer)
        {
            AtomicContext.Refuses(devices._kernel, "kmalloc(GFP_KERNEL)");
            int number = major != 0 ? major : devices.FreeMajor();
            if (number == 0 || !devices.Find(number).IsNull)
            {
                return -Errno.EBUSY;
            }

            var address = devices._kernel.AllocationFailures.Strikes() ? Address.Null : computer.AllocateHeap(Cdev.Size, Shadow.Live);
            if (address.IsNull)
            {
                return -Errno.ENOMEM;
            }

            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, Cdev.Size, $"cdev {name}", fields: Cdev.Fields);
                computer.Note($"register_chrdev({name}): major {number}");
            }

            var device = devices.At(address);
            device.Next = devices.First().Address;
            device.Major = number;
            device.Owner = new FileOperations(devices._kernel, operations).Owner;
            device.Operations = operations;
            device.Users = 1;
            device.IsMapped = false;
            device.Name = name.Length < Cdev.NameSize ? name : name[..(Cdev.NameSize - 1)];
            computer.Memory.Poke(devices.Chrdevs, address.Value);
            return address.Value;
        }
    }

    /// <summary>cdev_add.</summary>
    private readonly struct AddBody(CharDevices devices, Cdev device) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Release(devices.Chrdevs);
            var added = device;
            added.IsMapped = true;
            if (computer.Recording)
            {
                computer.Note($"cdev_add: {device.Name} can be opened");
            }

            return device.Major;
        }
    }

    /// <summary>__unregister_chrdev_region and cdev_del.</summary>
    private readonly struct DeleteBody(CharDevices devices, int major) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Acquire(devices.Chrdevs);
            var device = devices.Find(major);
            if (computer.Recording)
            {
                computer.Note(device.IsNull ? $"unregister_chrdev({major}): nobody has it" : $"unregister_chrdev({major}, {device.Name})");
            }

            if (device.IsNull)
            {
                return 0;
            }

            var before = devices.First();
            if (before.Address == device.Address)
            {
                computer.Memory.Poke(devices.Chrdevs, device.Next.Value);
            }
            else
            {
                while (before.Next != device.Address)
                {
                    before = devices.Following(before);
                }

                before.Next = device.Next;
            }

            device.IsMapped = false;
            devices.Drop(device);
            return 0;
        }
    }

    /// <summary>vfs_mknod.</summary>
    private readonly struct MknodBody(CharDevices devices, string path, int major, int minor, int mode) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = devices._kernel;
            if (kernel.Current.EffectiveUserId != 0)
            {
                return -Errno.EPERM;
            }

            if (!devices.FindNode(path).Address.IsNull)
            {
                return -Errno.EEXIST;
            }

            var address = computer.AllocateHeap(DeviceNode.Size, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario makes too many files in one run");
            }

            if (computer.NamesMatter || kernel.Directories.IsUsed)
            {
                computer.Memory.Label(address, DeviceNode.Size, $"inode of {path}", fields: DeviceNode.Fields);
                computer.Note($"mknod: {path} is there");
            }

            new DeviceNode(kernel, address).Initialise(HashOf(path), major, minor, new Address((int)computer.Memory.Peek(devices.Nodes)), mode);
            computer.Memory.Poke(devices.Nodes, address.Value);
            return 0;
        }
    }
}
