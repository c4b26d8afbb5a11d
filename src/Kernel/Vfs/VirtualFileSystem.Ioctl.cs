using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class VirtualFileSystem
{
    /// <summary>ioctl(2): what the method returned, or EBADF, or ENOTTY where there is none.</summary>
    /// <remarks>
    /// After fs/ioctl.c: 2.6.11 calls -&gt;unlocked_ioctl, else -&gt;ioctl under the big kernel lock; 6.8 has the former only.
    /// -ENOIOCTLCMD is what a method returns for a command that it does not know: EINVAL in 2.6.11, ENOTTY in 6.8.
    /// </remarks>
    internal async KTask<long> Ioctl(int descriptor, uint command, long argument)
    {
        var file = new OpenFile(_kernel, _kernel.Current.GetFile(descriptor));
        if (file.Address.IsNull)
        {
            return -Errno.EBADF;
        }

        bool isShared = Get(file);
        long result = await DoIoctl(file, command, argument);
        if (isShared)
        {
            await Put(file);
        }

        return result;
    }

    private async KTask<long> DoIoctl(OpenFile file, uint command, long argument)
    {
        if (_kernel.Ttys.IsOpenOn(file))
        {
            return await _kernel.Ttys.Ioctl(file, command, argument);
        }

        var operations = new FileOperations(_kernel, file.Operations);
        if (file.Operations.IsNull || !operations.HasIoctl)
        {
            return -Errno.ENOTTY;
        }

        if (!operations.UnlockedIoctl.IsNull)
        {
            long result = await CallIoctl(operations.UnlockedIoctl, file, command, argument);
            return result != -Errno.ENOIOCTLCMD ? result : _kernel.Profile.Generation == KernelGeneration.V68 ? -Errno.ENOTTY : -Errno.EINVAL;
        }

        if (operations.Ioctl.IsNull || _kernel.Profile.Generation == KernelGeneration.V68)
        {
            return -Errno.ENOTTY;
        }

        bool locks = _kernel.Profile.BigLock == BigLock.WhereAsked;
        if (locks)
        {
            await _kernel.BigKernelLock.LockKernel(function: "sys_ioctl");
        }

        long answer = await CallIoctl(operations.Ioctl, file, command, argument);
        if (locks)
        {
            await _kernel.BigKernelLock.UnlockKernel(function: "sys_ioctl");
        }

        return answer;
    }

    private async KTask<long> CallIoctl(Address method, OpenFile file, uint command, long argument)
    {
        _kernel.Current.Copied = 0;
        long before = await _kernel.EnterModule(method);
        long result = await ((IoctlFunction)_kernel.Text.Resolve(method).Code)(file, command, argument);
        await _kernel.LeaveModule(method, before, result);
        _kernel.UserAccess.CheckIoctlResult(result);
        return result;
    }
}
