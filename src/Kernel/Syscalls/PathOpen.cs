using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>sys_open for a path in user memory: getname, whoever asked to be told, and the file of that name.</summary>
/// <remarks>
/// After fs/open.c and fs/namei.c of 2.6.11. The copy of the name is one step: it is the second time that the memory is
/// read if somebody has read it before, and the last.
/// </remarks>
internal sealed class PathOpen
{
    /// <summary>PATH_MAX: the longest name, with its NUL (include/linux/limits.h).</summary>
    internal const int PathMax = 4096;

    private readonly LinuxKernel _kernel;

    internal PathOpen(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>open(2): a descriptor, or EFAULT, ENAMETOOLONG, ENOENT, or what the file says.</summary>
    internal async KTask<long> SysOpen(Address filename, long flags, long mode)
    {
        long copy = await Getname(filename);
        if (copy < 0)
        {
            return copy;
        }

        var name = new KernelName(_kernel.Computer, new Address((int)copy));
        if (_kernel.OpenObservers.IsUsed)
        {
            await _kernel.OpenObservers.NotifyOpen(name);
        }

        long result = await FilpOpen(name, (OpenFlags)flags);
        name.Put();
        return result;
    }

    /// <summary>getname(): the name in kernel memory, or a negative errno.</summary>
    private async KTask<long> Getname(Address filename)
    {
        var site = Here();
        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await _kernel.UserAccess.MayFault(site);
        }

        _kernel.Computer.Announce(Operation.CopyIn, filename, site);
        return await new Step<GetnameBody>(_kernel.Computer, new GetnameBody(filename));
    }

    private async KTask<long> FilpOpen(KernelName name, OpenFlags flags)
    {
        if (_kernel.Files.Find(name) is { } file)
        {
            return await file.FilpOpen(flags);
        }

        return _kernel.CharDevices.InUse || name.StartsWith(ProcFs.Prefix) ? await _kernel.Vfs.Open(name.ToText(PathMax), flags) : -Errno.ENOENT;
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    /// <summary>strncpy_from_user into a buffer of the kernel's.</summary>
    internal readonly struct GetnameBody(Address filename) : IStepBody
    {
        public long Run(Computer computer)
        {
            int length = 0;
            while (length < PathMax && UserAccess.IsUser(computer, filename + length) && computer.Memory.Read<byte>(filename + length) != 0)
            {
                length++;
            }

            if (length == PathMax)
            {
                return -Errno.ENAMETOOLONG;
            }

            if (!UserAccess.IsUser(computer, filename + length))
            {
                return -Errno.EFAULT;
            }

            return length == 0 ? -Errno.ENOENT : KernelName.Copy(computer, filename, length);
        }
    }
}
