using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class VirtualFileSystem
{
    /// <summary>read(2) and pread(2): bytes, or EBADF, EINVAL, ESPIPE, or what -&gt;read returned.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="buffer">The user's buffer.</param>
    /// <param name="length">Its length.</param>
    /// <param name="position">pread's position; negative for the file's own.</param>
    internal async KTask<long> Read(int descriptor, Address buffer, long length, long position = -1)
    {
        var file = new OpenFile(_kernel, _kernel.Current.GetFile(descriptor));
        if (file.Address.IsNull || (file.Flags & OpenFlags.WriteOnly) != 0)
        {
            return -Errno.EBADF;
        }

        if (position >= 0 && file.RefusesPread)
        {
            return -Errno.ESPIPE;
        }

        bool isShared = Get(file);
        bool isLocked = position < 0 && NeedsPositionLock(file);
        if (isLocked)
        {
            await file.PositionLock.Down(function: "__fdget_pos");
        }

        var operations = file.Operations;
        long result = operations == _kernel.ProcFs.DefaultOperations ? await ReadEntry(file, buffer, length)
            : _kernel.Directories.Owns(file) ? await _kernel.Directories.ReadFile(file, buffer, length)
            : KernelsOwn(file) is { } kernels ? await kernels.Read(file, buffer, length, position)
            : operations.IsNull || new FileOperations(_kernel, operations).Read.IsNull ? WithoutMethod(file)
            : await Transfer(file, reads: true, buffer, length, position);
        if (isLocked)
        {
            await file.PositionLock.Up(function: "__f_unlock_pos");
        }

        if (isShared)
        {
            await Put(file);
        }

        return result;
    }

    /// <summary>write(2) and pwrite(2): bytes, or EBADF, EINVAL, ESPIPE, or what -&gt;write returned.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="buffer">The user's buffer.</param>
    /// <param name="length">Its length.</param>
    /// <param name="position">pwrite's position; negative for the file's own.</param>
    internal async KTask<long> Write(int descriptor, Address buffer, long length, long position = -1)
    {
        var file = new OpenFile(_kernel, _kernel.Current.GetFile(descriptor));
        if (file.Address.IsNull || (file.Flags & (OpenFlags.WriteOnly | OpenFlags.ReadWrite)) == 0)
        {
            return -Errno.EBADF;
        }

        if (position >= 0 && file.RefusesPwrite)
        {
            return -Errno.ESPIPE;
        }

        bool isShared = Get(file);
        bool isLocked = position < 0 && NeedsPositionLock(file);
        if (isLocked)
        {
            await file.PositionLock.Down(function: "__fdget_pos");
        }

        var operations = file.Operations;
        long result = operations == _kernel.ProcFs.DefaultOperations ? await WriteEntry(file, buffer, length)
            : _kernel.Ttys.IsOpenOn(file) ? await _kernel.Ttys.Write(file, buffer, length)
            : _kernel.Directories.Owns(file) ? await _kernel.Directories.WriteFile(file, buffer, length)
            : KernelsOwn(file) is not null ? -Errno.EIO
            : operations.IsNull || new FileOperations(_kernel, operations).Write.IsNull ? WithoutMethod(file)
            : await Transfer(file, reads: false, buffer, length, position);
        if (isLocked)
        {
            await file.PositionLock.Up(function: "__f_unlock_pos");
        }

        if (isShared)
        {
            await Put(file);
        }

        return result;
    }

    /// <summary>The file of /proc that is the kernel's own and that this is open on; null for any other.</summary>
    private KernelProcFile? KernelsOwn(OpenFile file)
        => _kernel.ProcFiles.IsUsed ? _kernel.ProcFiles.Owning(new Inode(_kernel, file.Inode)) : null;

    /// <summary>fget_light: a reference is taken only if other threads could close the descriptor meanwhile.</summary>
    private bool Get(OpenFile file)
    {
        if (_kernel.Current.FilesUsers <= 1)
        {
            return false;
        }

        file.Count++;
        return true;
    }

    /// <summary>
    /// file_needs_f_pos_lock of 6.8: a regular file whose struct file somebody else has too; of the files here those of
    /// /proc. pread and pwrite do not come here.
    /// </summary>
    private bool NeedsPositionLock(OpenFile file)
        => _kernel.ProcFs.HasProcOps && file.Count > 1 && !new Inode(_kernel, file.Inode).ProcEntry.IsNull;

    /// <summary>What a call gives for which there is no method: EINVAL; of an entry with proc_ops EIO (pde_read, pde_write of 6.8).</summary>
    private int WithoutMethod(OpenFile file)
        => new Inode(_kernel, file.Inode).IsDirectory ? -Errno.EISDIR : _kernel.ProcFs.HasProcOps && !new Inode(_kernel, file.Inode).ProcEntry.IsNull ? -Errno.EIO : -Errno.EINVAL;

    /// <summary>read(2) of an entry with default operations; among its callers as long as its read_proc can be inside.</summary>
    private async KTask<long> ReadEntry(OpenFile file, Address buffer, long length)
    {
        if (!CountsCallers)
        {
            return await ProcFileRead.Read(_kernel, file, buffer, length);
        }

        var entry = new ProcDirEntry(_kernel, new Inode(_kernel, file.Inode).ProcEntry);
        if (!await _kernel.ProcFs.Use(entry))
        {
            return -Errno.EIO;
        }

        long result = await ProcFileRead.Read(_kernel, file, buffer, length);
        await _kernel.ProcFs.Unuse(entry);
        return result;
    }

    /// <summary>write(2) of an entry with default operations; among its callers as long as its write_proc can be inside.</summary>
    private async KTask<long> WriteEntry(OpenFile file, Address buffer, long length)
    {
        var entry = new ProcDirEntry(_kernel, new Inode(_kernel, file.Inode).ProcEntry);
        if (!entry.IsLong || (CountsCallers && !await _kernel.ProcFs.Use(entry)))
        {
            return -Errno.EIO;
        }

        long result = await ProcFileWrite.Write(_kernel, file, buffer, length);
        if (CountsCallers)
        {
            await _kernel.ProcFs.Unuse(entry);
        }

        return result;
    }

    private async KTask<long> Transfer(OpenFile file, bool reads, Address buffer, long length, long at)
    {
        // sys_read: the position is read before and written back after; whoever needs a lock around it has it.
        var task = _kernel.Current;
        var position = task.CallPosition;
        position.Value = at >= 0 ? at : await file.Position.Load();
        var inode = new Inode(_kernel, file.Inode);
        var entry = new ProcDirEntry(_kernel, inode.ProcEntry);
        bool isCounted = CountsCallersOf(inode);
        if (isCounted && !await _kernel.ProcFs.Use(entry))
        {
            return -Errno.EIO;
        }

        if (file.Operations.IsNull)
        {
            // vfs_read has tested f_op before; removal has cleared it since.
            await new Shared<long>(Computer, Address.Null).Load("read_write.c", 1, reads ? "vfs_read" : "vfs_write");
        }

        var operations = new FileOperations(_kernel, file.Operations);
        var method = reads ? operations.Read : operations.Write;
        task.Copied = 0;
        task.IsNonBlockingCall = (file.Flags & OpenFlags.NonBlock) != 0;
        bool isKernels = _kernel.Text.IsKernels(method);
        long before = isKernels
            ? await _kernel.CallThrough(method, operations.PointerAt(reads ? FileOperations.ReadWord : FileOperations.WriteWord), caller: reads ? "vfs_read" : "vfs_write")
            : await _kernel.EnterModule(method);
        long result = await ((ReadWriteFunction)_kernel.Text.Resolve(method).Code)(file, buffer, length, position);
        if (!isKernels)
        {
            await _kernel.LeaveModule(method, before, result);
        }

        task.IsNonBlockingCall = false;
        _kernel.UserAccess.CheckResult(result, length, reads ? "read" : "write");
        if (isCounted)
        {
            await _kernel.ProcFs.Unuse(entry);
        }

        // ksys_read of 6.8 keeps the position of a call that failed.
        if (at < 0 && (result >= 0 || !_kernel.ProcFs.HasProcOps))
        {
            await file.Position.Store(position.Value);
        }

        return result;
    }
}
