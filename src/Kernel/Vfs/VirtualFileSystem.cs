using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// open, close, dup, read and write: path look-up, the permission hook, the references that are taken and dropped around
/// a module's methods.
/// </summary>
/// <remarks>
/// After fs/open.c, fs/namei.c, fs/file_table.c and fs/read_write.c of 2.6.11. -&gt;release runs once, at the last
/// reference, in the context of whoever drops it; if -&gt;open fails it does not run. Of 6.8 where the profile has
/// pde_users: the callers inside a method of /proc are counted.
/// </remarks>
public sealed partial class VirtualFileSystem
{
    private readonly LinuxKernel _kernel;

    internal VirtualFileSystem(LinuxKernel kernel) => _kernel = kernel;

    private Computer Computer => _kernel.Computer;

    private bool CountsCallers => _kernel.Profile.HasPdeUsers;

    /// <summary>Whether the callers of an inode's methods are counted: a device, and what every process has, is no entry that could be removed.</summary>
    private bool CountsCallersOf(Inode inode)
        => CountsCallers && !_kernel.CharDevices.IsDevice(inode) && !(_kernel.ProcPidFiles.IsUsed && inode.ProcEntry.IsNull);

    /// <summary>open(2): a descriptor, or ENOENT, EACCES, ENODEV, EMFILE, ENOMEM, or what -&gt;open returned.</summary>
    internal async KTask<long> Open(string path, OpenFlags flags)
    {
        if (_kernel.Ttys.Knows(path))
        {
            return await _kernel.Ttys.Open(path, flags);
        }

        if (_kernel.Directories.IsUsed)
        {
            if (_kernel.Directories.Walk(path) is var refused and not 0)
            {
                return refused;
            }

            path = _kernel.Directories.Absolute(path);
            if (_kernel.Directories.Has(path))
            {
                return await _kernel.Directories.Open(path, flags);
            }

            if (!_kernel.Directories.IsThere(path))
            {
                return -Errno.ENOENT;
            }

            if (_kernel.Files.Find(path) is { } named)
            {
                return await named.FilpOpen(flags);
            }

            if (_kernel.Directories.TryOpen(path, flags) is { } own)
            {
                return await own;
            }
        }

        if (_kernel.CharDevices.InUse && !path.StartsWith(ProcFs.Prefix, StringComparison.Ordinal) && _kernel.Files.MountPointAt(path) < 0)
        {
            return await _kernel.CharDevices.Open(path, flags);
        }

        if (_kernel.ProcFiles.Find(path) is { } kernels)
        {
            return await kernels.Open(flags);
        }

        if (_kernel.ProcPidFiles.Knows(path))
        {
            return await OpenOfProcess(path, flags);
        }

        var inode = new Inode(_kernel, await PathLookup(path));
        if (inode.Address.Value <= 0)
        {
            return inode.Address.IsNull ? -Errno.ENOENT : inode.Address.Value;
        }

        int denied = inode.IsDirectory && (AccessMask(flags) & 2) != 0 ? -Errno.EISDIR : await MayOpen(inode, AccessMask(flags));
        if (denied != 0)
        {
            await _kernel.ProcFs.Release(inode);
            return denied;
        }

        Computer.Announce(Operation.Kernel, inode.Address, Here("dentry_open"));
        var file = new OpenFile(_kernel, new Address((int)await new Step<GetFileBody>(Computer, new GetFileBody(_kernel, inode, flags))));
        if (file.Address.IsNull)
        {
            await _kernel.ProcFs.Release(inode);
            return -Errno.ENODEV;
        }

        long result = await OpenEntry(inode, file);
        if (result != 0)
        {
            await DropFile(file, inode);
            return result;
        }

        return Install(file);
    }

    /// <summary>open(2) of a file that every process has.</summary>
    private async KTask<long> OpenOfProcess(string path, OpenFlags flags)
    {
        var file = await _kernel.ProcPidFiles.LookUp(path, flags);
        if (file.Address.IsNull)
        {
            return -Errno.ENOENT;
        }

        var inode = new Inode(_kernel, file.Inode);
        long result = await MayOpen(inode, AccessMask(flags));
        result = result != 0 ? result : await CallOpen(inode, file);
        if (result != 0)
        {
            await DropFile(file, inode);
            return result;
        }

        return Install(file);
    }

    /// <summary>close(2): 0, or EBADF.</summary>
    internal async KTask<long> Close(int descriptor)
    {
        var task = _kernel.Current;
        var file = new OpenFile(_kernel, task.GetFile(descriptor));
        if (file.Address.IsNull)
        {
            return -Errno.EBADF;
        }

        task.SetFile(descriptor, Address.Null);
        await Put(file);
        return 0;
    }

    /// <summary>dup(2): another descriptor for the same open file, or EBADF.</summary>
    internal long Dup(int descriptor)
    {
        var file = new OpenFile(_kernel, _kernel.Current.GetFile(descriptor));
        if (file.Address.IsNull)
        {
            return -Errno.EBADF;
        }

        file.Count++;
        return Install(file);
    }

    /// <summary>A process forked from <paramref name="parent"/> has what it had open, on the stage.</summary>
    internal void Inherit(TaskStruct parent, TaskStruct child)
    {
        for (int fd = TaskStruct.FirstFile; fd < TaskStruct.EndOfFiles; fd++)
        {
            var file = new OpenFile(_kernel, parent.GetFile(fd));
            if (!file.Address.IsNull)
            {
                file.Count++;
                child.SetFile(fd, file.Address);
            }
        }
    }

    /// <summary>-&gt;release of a file, in the context of whoever is here.</summary>
    internal async KTask CallRelease(Address release, Inode inode, OpenFile file)
    {
        if (_kernel.Text.IsKernels(release))
        {
            await _kernel.CallThrough(release, new FileOperations(_kernel, file.Operations).PointerAt(FileOperations.ReleaseWord), caller: "__fput");
            await ((OpenFunction)_kernel.Text.Resolve(release).Code)(inode, file);
            return;
        }

        var before = await _kernel.EnterModule(release);
        int result = await ((OpenFunction)_kernel.Text.Resolve(release).Code)(inode, file);
        await _kernel.LeaveModule(release, before, result);
    }

    internal static int AccessMask(OpenFlags flags) => ((int)flags & 3) switch { 0 => 4, 1 => 2, _ => 6 };

    private static Site Here([CallerMemberName] string function = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new(file, line, function);

    private async KTask<long> OpenEntry(Inode inode, OpenFile file)
    {
        var entry = new ProcDirEntry(_kernel, inode.ProcEntry);
        if (CountsCallers && !await _kernel.ProcFs.Use(entry))
        {
            return -Errno.ENOENT;
        }

        var operations = new FileOperations(_kernel, file.Operations);
        if (_kernel.ProcFs.HasProcOps && _kernel.Profile.UserCopiesMaySleep && !operations.Release.IsNull)
        {
            // proc_reg_open of 6.8 allocates what remembers that ->proc_release is due (GFP_KERNEL), once it is among the callers.
            await _kernel.UserAccess.MayFault(Here("proc_reg_open"));
        }

        int result = await CallOpen(inode, file);
        if (CountsCallers)
        {
            bool isDue = result == 0 && !operations.Release.IsNull;
            await _kernel.ProcFs.Unuse(entry, isDue ? file : default);
        }

        return result;
    }

    /// <summary>-&gt;open of a file, if it has one.</summary>
    internal async KTask<int> CallOpen(Inode inode, OpenFile file)
    {
        var open = new FileOperations(_kernel, file.Operations).Open;
        if (open.IsNull)
        {
            return 0;
        }

        _kernel.Current.IsNonBlockingCall = (file.Flags & OpenFlags.NonBlock) != 0;
        var before = await _kernel.EnterModule(open);
        int result = await ((OpenFunction)_kernel.Text.Resolve(open).Code)(inode, file);
        await _kernel.LeaveModule(open, before, result);
        _kernel.Current.IsNonBlockingCall = false;
        _kernel.Signals.CheckInterruption(result, "open");
        return result;
    }

    /// <summary>fput: with the last reference -&gt;release runs, then the file goes.</summary>
    private async KTask Put(OpenFile file)
    {
        Computer.Announce(Operation.Reference, file.Address, Here("fput"));
        if (await new Step<PutCountBody>(Computer, new PutCountBody(file)) != 0)
        {
            return;
        }

        var inode = new Inode(_kernel, file.Inode);
        if (!file.Operations.IsNull)
        {
            var release = new FileOperations(_kernel, file.Operations).Release;
            if (CountsCallersOf(inode))
            {
                await _kernel.ProcFs.CloseOnce(new ProcDirEntry(_kernel, inode.ProcEntry), inode, file, release);
            }
            else if (!release.IsNull)
            {
                await CallRelease(release, inode, file);
            }
        }

        await DropFile(file, inode);
    }

    private async KTask<int> MayOpen(Inode inode, int mask)
    {
        if (!inode.InodeOperations.IsNull)
        {
            var permission = new InodeOperations(_kernel, inode.InodeOperations).Permission;
            if (!permission.IsNull)
            {
                var before = await _kernel.EnterModule(permission);
                int result = await ((PermissionFunction)_kernel.Text.Resolve(permission).Code)(inode, mask);
                await _kernel.LeaveModule(permission, before, result);
                return result;
            }
        }

        return ProcFs.GenericPermission(inode, mask, _kernel.Current.EffectiveUserId);
    }

    internal long Install(OpenFile file)
    {
        var task = _kernel.Current;
        for (int fd = TaskStruct.FirstFile; fd < TaskStruct.EndOfFiles; fd++)
        {
            if (task.GetFile(fd).IsNull)
            {
                task.SetFile(fd, file.Address);
                return fd;
            }
        }

        throw new MachineException($"{task} has more than {TaskStruct.EndOfFiles - TaskStruct.FirstFile} files open");
    }

    /// <summary>The end of __fput: fops_put, then the dentry and with it perhaps the inode.</summary>
    private async KTask DropFile(OpenFile file, Inode inode)
    {
        if (_kernel.Ttys.IsOpenOn(file))
        {
            await _kernel.Ttys.Release(file);
            return;
        }

        if (_kernel.CharDevices.IsDevice(inode))
        {
            await _kernel.CharDevices.Release(inode, file);
            return;
        }

        // fops_put reads the owner from the module's data, after ->release. With pde_users f_op is procfs's own.
        if (IsModules(file.Operations) && !CountsCallers)
        {
            await FopsPut(file);
        }

        if (_kernel.Directories.Owns(inode))
        {
            await _kernel.Directories.Close(inode);
            return;
        }

        if (_kernel.Files.Owning(inode) is { } named)
        {
            await named.Release(file);
            return;
        }

        if (_kernel.ProcFiles.Owning(inode) is { } kernels)
        {
            await kernels.Release(file);
            return;
        }

        if (_kernel.ProcPidFiles.IsUsed && inode.ProcEntry.IsNull)
        {
            await _kernel.ProcPidFiles.Release(inode);
            return;
        }

        await _kernel.ProcFs.Release(inode, file);
    }

    /// <summary>fops_put: drops the reference to the owner of a file's operations, which it reads from them.</summary>
    internal async KTask FopsPut(OpenFile file)
    {
        Computer.Announce(Operation.Reference, file.Operations, Here("fops_put"), 8);
        await new Step<FopsPutBody>(Computer, new FopsPutBody(_kernel, file));
    }

    private bool IsModules(Address operations)
        => !operations.IsNull && operations != _kernel.ProcFs.DefaultOperations && operations != _kernel.ProcFs.EmptyOperations;

    /// <summary>get_empty_filp and fops_get: a struct file with the inode's operations; NULL if the owner is going.</summary>
    private readonly struct GetFileBody(LinuxKernel kernel, Inode inode, OpenFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            var operations = inode.FileOperations;
            bool isPinned = kernel.Profile.HasPdeUsers
                || (computer.Check(operations, 8) && new ModuleGetBody(kernel, new FileOperations(kernel, operations).Owner).Run(computer) != 0);
            if (!isPinned)
            {
                return 0;
            }

            bool hasLock = kernel.ProcFs.HasProcOps;
            var address = computer.AllocateHeap(hasLock ? OpenFile.SizeWithLock : OpenFile.Size, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario opens too many files in one run");
            }

            var file = new OpenFile(kernel, address);
            if (hasLock)
            {
                file.PositionLock.Initialise(1);
            }

            if (computer.NamesMatter)
            {
                computer.Memory.Label(file.Position.Address, 8, $"f_pos of {kernel.Current}");
                computer.Memory.Label(address, OpenFile.Size, $"struct file of {kernel.Current}", fields: OpenFile.Fields);
                computer.Note("dentry_open: fops_get");
                if (hasLock)
                {
                    computer.Memory.Label(file.PositionLock.Address, KernelSemaphore.Size, $"f_pos_lock of {kernel.Current}");
                }
            }

            file.Operations = operations;
            file.SetFlags(flags);
            computer.Memory.Poke(file.Position.Address, 0);
            file.Inode = inode.Address;
            file.Count = 1;
            file.Released = ReleaseState.None;
            ProcFs.PutOnList(new ProcDirEntry(kernel, inode.ProcEntry), file);
            return address.Value;
        }
    }

    /// <summary>fput's count.</summary>
    private readonly struct PutCountBody(OpenFile file) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Acquire(file.Address);
            computer.Release(file.Address);
            file.Count--;
            if (computer.Recording)
            {
                computer.Note($"fput: count {file.Count}");
            }

            return file.Count;
        }
    }

    private readonly struct FopsPutBody(LinuxKernel kernel, OpenFile file) : IStepBody
    {
        public long Run(Computer computer)
        {
            var owner = new FileOperations(kernel, file.Operations).Owner;
            new ModulePutBody(kernel, owner).Run(computer);
            if (computer.Recording && owner.IsNull)
            {
                computer.Note("fops_put: no owner");
            }

            return 0;
        }
    }
}
