using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class CharDevices
{
    private const string NodePrefix = "inode of ";

    /// <summary>Whether an inode is that of a device file.</summary>
    internal bool IsDevice(Inode inode) => InUse && (inode.Mode & DeviceNode.TypeMask) == DeviceNode.CharacterDevice;

    /// <summary>
    /// open(2) of a device file: a descriptor, or ENOENT, EACCES, ENXIO, or what -&gt;open returned. Nothing but
    /// <c>fops.owner</c> holds the module from the look-up on; in 2.6.11 -&gt;open runs under the big kernel lock.
    /// </summary>
    internal async KTask<long> Open(string path, OpenFlags flags)
    {
        Computer.Announce(Operation.Kernel, Chrdevs, Here("chrdev_open"));
        long found = await new Step<LookupBody>(Computer, new LookupBody(this, path, flags));
        if (found < 0)
        {
            return found;
        }

        var file = new OpenFile(_kernel, new Address((int)found));
        var inode = new Inode(_kernel, file.Inode);
        var operations = At(new DeviceNode(_kernel, inode.Address).Cdev).Operations;
        Computer.Announce(Operation.Reference, operations, Here("chrdev_open"), Bytes);
        if (await new Step<FopsGetBody>(Computer, new FopsGetBody(_kernel, file, operations)) == 0)
        {
            await PutDevice(inode);
            return -Errno.ENXIO;
        }

        bool locks = _kernel.Profile.BigLock == BigLock.WhereAsked && !new FileOperations(_kernel, operations).Open.IsNull;
        if (locks)
        {
            await _kernel.BigKernelLock.LockKernel(function: "chrdev_open");
        }

        long result = await _kernel.Vfs.CallOpen(inode, file);
        if (locks)
        {
            await _kernel.BigKernelLock.UnlockKernel(function: "chrdev_open");
        }

        if (result != 0)
        {
            await Release(inode, file);
            return result;
        }

        return _kernel.Vfs.Install(file);
    }

    /// <summary>
    /// The end of __fput, after -&gt;release: cdev_put and fops_put. What they read of the module must still be there.
    /// </summary>
    internal async KTask Release(Inode inode, OpenFile file)
    {
        await PutDevice(inode);
        await _kernel.Vfs.FopsPut(file);
    }

    private async KTask PutDevice(Inode inode)
    {
        var device = At(new DeviceNode(_kernel, inode.Address).Cdev);
        Computer.Announce(Operation.Reference, device.Address, Here("cdev_put"), Bytes);
        await new Step<CdevPutBody>(Computer, new CdevPutBody(this, device));
    }

    /// <summary>Whether there is a device file of that path. Inside a step, or in local code of a call.</summary>
    internal bool Has(string path) => InUse && !FindNode(path).Address.IsNull;

    /// <summary>
    /// The device files right below a prefix that ends in a slash, the oldest first, with the type of their modes; without a
    /// name where one has been removed. Inside a step.
    /// </summary>
    internal IEnumerable<(string Name, int Type)> In(string prefix)
    {
        var names = new List<(string Name, int Type)>();
        for (var node = FirstNode(); !node.Address.IsNull; node = new DeviceNode(_kernel, node.Next))
        {
            string path = Memory.NameOf(node.Address)[NodePrefix.Length..];
            if (path.StartsWith(prefix, StringComparison.Ordinal) && path.IndexOf('/', prefix.Length) < 0)
            {
                names.Add((node.Path == 0 ? "" : path[prefix.Length..], (int)node.Inode.Mode & DeviceNode.TypeMask));
            }
        }

        names.Reverse();
        return names;
    }

    /// <summary>What stat(2) says of a device file; null if there is none. Inside a step.</summary>
    internal FileStatus? StatusOf(string path)
    {
        if (!InUse || FindNode(path) is not { Address.IsNull: false } node)
        {
            return null;
        }

        return new FileStatus((int)node.Inode.Mode, 1, 0, 0, (node.Major << 8) | node.Minor, 0, 0);
    }

    /// <summary>vfs_unlink of a device file: 0, or ENOENT. Who has it open goes on using it. In task context.</summary>
    internal async KTask<long> Unlink(string path)
    {
        Computer.Announce(Operation.Kernel, Nodes, Here());
        return await new Step<UnlinkBody>(Computer, new UnlinkBody(this, path));
    }

    private DeviceNode FirstNode() => new(_kernel, new Address((int)Memory.Peek(Nodes)));

    private DeviceNode FindNode(string path)
    {
        long hash = HashOf(path);
        var node = FirstNode();
        while (!node.Address.IsNull && node.Path != hash)
        {
            node = new DeviceNode(_kernel, node.Next);
        }

        return node;
    }

    /// <summary>
    /// The path look-up, get_empty_filp, and chrdev_open as far as the use of the device: a struct file, or a negative errno.
    /// </summary>
    private readonly struct LookupBody(CharDevices devices, string path, OpenFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Acquire(devices.Chrdevs);
            var kernel = devices._kernel;
            var node = devices.FindNode(path);
            if (node.Address.IsNull)
            {
                return -Errno.ENOENT;
            }

            if (ProcFs.GenericPermission(node.Inode, VirtualFileSystem.AccessMask(flags), kernel.Current.EffectiveUserId) is var denied and not 0)
            {
                return denied;
            }

            if (!devices.IsDevice(node.Inode))
            {
                // There is no block device on this machine.
                return -Errno.ENXIO;
            }

            if (CdevGet(computer, node) is var refused and not 0)
            {
                return refused;
            }

            var address = computer.AllocateHeap(OpenFile.Size, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario opens too many files in one run");
            }

            var file = new OpenFile(kernel, address) { Operations = Address.Null, Inode = node.Address, Count = 1 };
            if (computer.NamesMatter)
            {
                computer.Memory.Label(file.Position.Address, Bytes, $"f_pos of {kernel.Current}");
                computer.Memory.Label(address, OpenFile.Size, $"struct file of {kernel.Current}", fields: OpenFile.Fields);
            }

            file.SetFlags(flags);
            computer.Memory.Poke(file.Position.Address, 0);
            return address.Value;
        }

        /// <summary>i_cdev, or kobj_lookup by the number; and cdev_get, which pins the owner of a device that has one.</summary>
        private long CdevGet(Computer computer, DeviceNode node)
        {
            var device = devices.At(node.Cdev);
            if (device.IsNull)
            {
                device = devices.Find(node.Major);
            }

            bool isTaken = !device.IsNull && (!node.Cdev.IsNull || device.IsMapped) && new ModuleGetBody(devices._kernel, device.Owner).Run(computer) != 0;
            if (isTaken)
            {
                device.Users++;
                node.Cdev = device.Address;
            }

            if (computer.Recording)
            {
                computer.Note(!isTaken ? $"{path}: no such device" : device.Owner.IsNull ? $"{device.Name}: found, no owner to pin" : $"{device.Name}: found, owner pinned");
            }

            return isTaken ? 0 : -Errno.ENXIO;
        }
    }

    private readonly struct UnlinkBody(CharDevices devices, string path) : IStepBody
    {
        public long Run(Computer computer)
        {
            var node = devices.FindNode(path);
            if (node.Address.IsNull)
            {
                return -Errno.ENOENT;
            }

            node.Path = 0;
            if (computer.Recording)
            {
                computer.Note($"unlink: {path} is gone");
            }

            return 0;
        }
    }

    /// <summary>fops_get(p->ops): 1, or 0 if the owner is going.</summary>
    private readonly struct FopsGetBody(LinuxKernel kernel, OpenFile file, Address operations) : IStepBody
    {
        public long Run(Computer computer)
        {
            var owner = new FileOperations(kernel, operations).Owner;
            bool isPinned = new ModuleGetBody(kernel, owner).Run(computer) != 0;
            if (isPinned)
            {
                var opened = file;
                opened.Operations = operations;
            }

            if (computer.Recording && owner.IsNull)
            {
                computer.Note("fops_get: no owner");
            }

            return isPinned ? 1 : 0;
        }
    }

    /// <summary>cdev_put: kobject_put, then module_put of the owner.</summary>
    private readonly struct CdevPutBody(CharDevices devices, Cdev device) : IStepBody
    {
        public long Run(Computer computer)
        {
            var owner = device.Owner;
            if (computer.Recording)
            {
                computer.Note($"cdev_put: {device.Name}");
            }

            devices.Drop(device);
            new ModulePutBody(devices._kernel, owner).Run(computer);
            return 0;
        }
    }
}
