using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// open, close, read and write: path look-up, the permission hook, the references that are taken and dropped around a
/// module's methods.
/// </summary>
/// <remarks>
/// After fs/open.c, fs/namei.c, fs/file_table.c and fs/read_write.c of 2.6.11. -&gt;release runs once, at the last
/// reference; if -&gt;open fails it does not run.
/// </remarks>
public sealed class VirtualFileSystem
{
    private readonly LinuxKernel _kernel;

    internal VirtualFileSystem(LinuxKernel kernel) => _kernel = kernel;

    private Computer Computer => _kernel.Computer;

    /// <summary>open(2): a descriptor, or ENOENT, EACCES, ENODEV, EMFILE, ENOMEM, or what -&gt;open returned.</summary>
    internal async KTask<long> Open(string path, OpenFlags flags)
    {
        var site = Here();
        if (!path.StartsWith(ProcFs.Prefix, StringComparison.Ordinal))
        {
            return -Errno.ENOENT;
        }

        var inode = new Inode(_kernel, await _kernel.ProcFs.Lookup(path));
        if (inode.Address.IsNull)
        {
            return -Errno.ENOENT;
        }

        int denied = await MayOpen(inode, AccessMask(flags));
        if (denied != 0)
        {
            await _kernel.ProcFs.Release(inode);
            return denied;
        }

        Computer.Announce(Operation.Kernel, inode.Address, site);
        var file = new OpenFile(_kernel, new Address((int)await new Step<GetFileBody>(Computer, new GetFileBody(_kernel, inode, flags))));
        if (file.Address.IsNull)
        {
            await _kernel.ProcFs.Release(inode);
            return -Errno.ENODEV;
        }

        if (!file.Operations.IsNull)
        {
            var open = new FileOperations(_kernel, file.Operations).Open;
            if (!open.IsNull)
            {
                var before = await _kernel.EnterModule(open);
                int result = await ((OpenFunction)_kernel.Text.Resolve(open).Code)(inode, file);
                await _kernel.LeaveModule(open, before, result);
                if (result != 0)
                {
                    await DropFile(file, inode);
                    return result;
                }
            }
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
        Computer.Announce(Operation.Reference, file.Address, Here());
        if (await new Step<PutCountBody>(Computer, new PutCountBody(file)) != 0)
        {
            return 0;
        }

        var inode = new Inode(_kernel, file.Inode);
        if (!file.Operations.IsNull)
        {
            var release = new FileOperations(_kernel, file.Operations).Release;
            if (!release.IsNull)
            {
                var before = await _kernel.EnterModule(release);
                int result = await ((OpenFunction)_kernel.Text.Resolve(release).Code)(inode, file);
                await _kernel.LeaveModule(release, before, result);
            }
        }

        await DropFile(file, inode);
        return 0;
    }

    /// <summary>read(2): bytes, or EBADF, EINVAL, or what -&gt;read returned.</summary>
    internal async KTask<long> Read(int descriptor, Address buffer, long length)
    {
        var file = new OpenFile(_kernel, _kernel.Current.GetFile(descriptor));
        if (file.Address.IsNull || (file.Flags & OpenFlags.WriteOnly) != 0)
        {
            return -Errno.EBADF;
        }

        return file.Operations.IsNull ? 0 : await Call(new FileOperations(_kernel, file.Operations).Read, file, buffer, length);
    }

    /// <summary>write(2): bytes, or EBADF, EINVAL, or what -&gt;write returned.</summary>
    internal async KTask<long> Write(int descriptor, Address buffer, long length)
    {
        var file = new OpenFile(_kernel, _kernel.Current.GetFile(descriptor));
        if (file.Address.IsNull || (file.Flags & (OpenFlags.WriteOnly | OpenFlags.ReadWrite)) == 0)
        {
            return -Errno.EBADF;
        }

        return file.Operations.IsNull ? -Errno.EIO : await Call(new FileOperations(_kernel, file.Operations).Write, file, buffer, length);
    }

    private static int AccessMask(OpenFlags flags) => ((int)flags & 3) switch { 0 => 4, 1 => 2, _ => 6 };

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    private async KTask<long> Call(Address function, OpenFile file, Address buffer, long length)
    {
        if (function.IsNull)
        {
            return -Errno.EINVAL;
        }

        // sys_read: the position is read before and written back after, without a lock.
        var position = _kernel.Current.CallPosition;
        position.Value = await file.Position.Load();
        long before = await _kernel.EnterModule(function);
        long result = await ((ReadWriteFunction)_kernel.Text.Resolve(function).Code)(file, buffer, length, position);
        await _kernel.LeaveModule(function, before, result);
        await file.Position.Store(position.Value);
        return result;
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

        return _kernel.ProcFs.GenericPermission(inode, mask, _kernel.Current.EffectiveUserId);
    }

    private long Install(OpenFile file)
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
        if (!file.Operations.IsNull)
        {
            // fops_put reads the owner from the module's data, after ->release.
            Computer.Announce(Operation.Reference, file.Operations, Here(), 8);
            await new Step<FopsPutBody>(Computer, new FopsPutBody(_kernel, file));
        }

        await _kernel.ProcFs.Release(inode);
    }

    /// <summary>get_empty_filp and fops_get: a struct file with the inode's operations; NULL if the owner is going.</summary>
    internal readonly struct GetFileBody(LinuxKernel kernel, Inode inode, OpenFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            var operations = inode.FileOperations;
            if (!operations.IsNull && new ModuleGetBody(kernel, new FileOperations(kernel, operations).Owner).Run(computer) == 0)
            {
                return 0;
            }

            var address = computer.AllocateHeap(OpenFile.Size, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario opens too many files in one run");
            }

            var file = new OpenFile(kernel, address);
            if (computer.NamesMatter)
            {
                computer.Memory.Label(file.Position.Address, 8, $"f_pos of {kernel.Current}");
                computer.Memory.Label(address, OpenFile.Size, $"struct file of {kernel.Current}");
                computer.Note("dentry_open: fops_get");
            }

            file.Operations = operations;
            file.SetFlags(flags);
            computer.Memory.Poke(file.Position.Address, 0);
            file.Inode = inode.Address;
            file.Count = 1;
            return address.Value;
        }
    }

    /// <summary>fput's count.</summary>
    internal readonly struct PutCountBody(OpenFile file) : IStepBody
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

    internal readonly struct FopsPutBody(LinuxKernel kernel, OpenFile file) : IStepBody
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
