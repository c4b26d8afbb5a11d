using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class VirtualFileSystem
{
    /// <summary>lseek(2): the new position, or EBADF, EINVAL, ESPIPE, or what -&gt;llseek returned.</summary>
    internal async KTask<long> Lseek(int descriptor, long offset, Whence whence)
    {
        var file = new OpenFile(_kernel, _kernel.Current.GetFile(descriptor));
        if (file.Address.IsNull)
        {
            return -Errno.EBADF;
        }

        bool isShared = Get(file);
        long result = whence is < Whence.Set or > Whence.End ? -Errno.EINVAL : await VfsLlseek(file, offset, whence);
        if (isShared)
        {
            await Put(file);
        }

        return result;
    }

    /// <summary>vfs_llseek: -&gt;llseek; without one what each kernel has in its place.</summary>
    private async KTask<long> VfsLlseek(OpenFile file, long offset, Whence whence)
    {
        var operations = new FileOperations(_kernel, file.Operations);
        if (!IsModules(file.Operations) || operations.Llseek.IsNull)
        {
            // Since 6.0 an entry without proc_lseek has no FMODE_LSEEK (proc_reg_open).
            return _kernel.Profile.Generation == KernelGeneration.V68 ? -Errno.ESPIPE : await DefaultLlseek(file, offset, whence);
        }

        var inode = new Inode(_kernel, file.Inode);
        var entry = new ProcDirEntry(_kernel, inode.ProcEntry);
        bool isCounted = CountsCallersOf(inode);
        if (isCounted && !await _kernel.ProcFs.Use(entry))
        {
            return -Errno.EINVAL;
        }

        var method = operations.Llseek;
        bool isKernels = _kernel.Text.IsKernels(method);
        long before = isKernels
            ? await _kernel.CallThrough(method, operations.PointerAt(FileOperations.LlseekWord), caller: "vfs_llseek")
            : await _kernel.EnterModule(method);
        long result = await ((SeekFunction)_kernel.Text.Resolve(method).Code)(file, offset, whence);
        if (!isKernels)
        {
            await _kernel.LeaveModule(method, before, result);
        }

        if (isCounted)
        {
            await _kernel.ProcFs.Unuse(entry);
        }

        return result;
    }

    /// <summary>
    /// default_llseek of 2.6.11 (fs/read_write.c), under the kernel lock; proc_file_lseek of an entry without operations of
    /// its own does the same. SEEK_END is refused where an inode of the model has no size, and by proc_file_lseek.
    /// </summary>
    private async KTask<long> DefaultLlseek(OpenFile file, long offset, Whence whence)
    {
        await _kernel.BigKernelLock.LockKernel(function: "default_llseek");
        if (whence == Whence.Current)
        {
            offset += await file.Position.Load(function: "default_llseek");
        }

        var inode = new Inode(_kernel, file.Inode);
        bool hasSize = _kernel.Directories.IsUsed && file.Operations != _kernel.ProcFs.DefaultOperations && !inode.ProcEntry.IsNull;
        if (whence == Whence.End && hasSize)
        {
            offset += inode.FileSize;
        }

        bool isRefused = offset < 0 || (whence == Whence.End && !hasSize);
        if (!isRefused)
        {
            await file.Position.Store(offset, function: "default_llseek");
        }

        await _kernel.BigKernelLock.UnlockKernel(function: "default_llseek");
        return isRefused ? -Errno.EINVAL : offset;
    }
}
