using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class Directories
{
    /// <summary>stat(2), or lstat(2): 0, or ENOENT, ENOTDIR, ELOOP, EFAULT. In task context.</summary>
    /// <param name="path">The path.</param>
    /// <param name="buffer">Where the <see cref="FileStatus"/> goes.</param>
    /// <param name="follow">Whether a symbolic link at the end is followed.</param>
    internal async KTask<long> Stat(string path, Address buffer, bool follow)
    {
        if (Walk(path) is var denied and not 0)
        {
            return denied;
        }

        string absolute = Absolute(path, follow);
        var inode = new Inode(_kernel, IsListed(absolute) ? Address.Null : await _kernel.Vfs.PathLookup(absolute, follow));
        if (inode.Address.Value < 0)
        {
            return inode.Address.Value;
        }

        Computer.Announce(Operation.Kernel, inode.Address.IsNull ? _root.Value : inode.Address, Here("vfs_getattr"));
        long result = await new Step<StatBody>(Computer, new StatBody(this, absolute, inode));
        if (!inode.Address.IsNull)
        {
            await _kernel.ProcFs.Release(inode);
        }

        return result != 0 ? result : await CopyStat(buffer);
    }

    /// <summary>fstat(2): 0, or EBADF, EFAULT. In task context.</summary>
    internal async KTask<long> Fstat(int descriptor, Address buffer)
    {
        var file = new OpenFile(_kernel, _kernel.Current.GetFile(descriptor));
        if (file.Address.IsNull || !IsUsed)
        {
            return -Errno.EBADF;
        }

        var inode = new Inode(_kernel, file.Inode);
        bool isEntry = !inode.ProcEntry.IsNull;
        Computer.Announce(Operation.Kernel, inode.Address, Here("vfs_getattr"));
        long result = await new Step<StatBody>(Computer, new StatBody(this, isEntry ? "" : PathOf(inode), isEntry ? inode : new Inode(_kernel, Address.Null)));
        return result != 0 ? result : await CopyStat(buffer);
    }

    /// <summary>readlink(2): the length of the text, or EINVAL for what is no symbolic link, ENOENT, ENOTDIR, EFAULT. In task context.</summary>
    internal async KTask<long> Readlink(string path, Address buffer, long length)
    {
        if (Walk(path) is var denied and not 0)
        {
            return denied;
        }

        string absolute = Absolute(path, follow: false);
        if (absolute == Self)
        {
            return await Copy(_kernel.Current.Leader.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture), buffer, length);
        }

        if (IsListed(absolute))
        {
            return Has(absolute) || IsFile(absolute) ? -Errno.EINVAL : -Errno.ENOENT;
        }

        return await _kernel.ProcFs.LinkAt(absolute) is { } target
            ? target.Length == 0 ? -Errno.EINVAL : await Copy(target, buffer, length)
            : -Errno.ENOENT;
    }

    /// <summary>unlink(2): 0, or ENOENT, ENOTDIR, EACCES, EISDIR, or EPERM where the file system has no such thing. In task context.</summary>
    internal async KTask<long> Unlink(string path)
    {
        if (Walk(path) is var denied and not 0)
        {
            return denied;
        }

        string absolute = Absolute(path, follow: false);
        if (!IsListed(absolute))
        {
            var inode = new Inode(_kernel, await _kernel.Vfs.PathLookup(absolute, follow: false));
            if (inode.Address.Value <= 0)
            {
                return inode.Address.IsNull ? -Errno.ENOENT : inode.Address.Value;
            }

            bool isDirectory = inode.IsDirectory;
            await _kernel.ProcFs.Release(inode);
            return MayDelete(absolute, isDirectory) is var refused and not 0 ? refused : -Errno.EPERM;
        }

        if (!_kernel.CharDevices.Has(absolute))
        {
            return !Has(absolute) && !IsFile(absolute) ? -Errno.ENOENT
                : MayDelete(absolute, Has(absolute)) is var refused and not 0 ? refused
                : -Errno.EPERM;
        }

        return MayDelete(absolute, isDirectory: false) is var forbidden and not 0 ? forbidden : await _kernel.CharDevices.Unlink(absolute);
    }

    /// <summary>mknod(2): 0, or ENOENT, ENOTDIR, EEXIST, EACCES, EPERM. In task context.</summary>
    /// <param name="path">The path.</param>
    /// <param name="major">The major number.</param>
    /// <param name="minor">The minor number.</param>
    /// <param name="mode">Type and permissions.</param>
    internal async KTask<long> Mknod(string path, int major, int minor, int mode)
    {
        if (Walk(path) is var denied and not 0)
        {
            return denied;
        }

        string absolute = Absolute(path);
        if (!IsListed(absolute))
        {
            var inode = new Inode(_kernel, await _kernel.Vfs.PathLookup(absolute, follow: true));
            if (inode.Address.Value > 0)
            {
                await _kernel.ProcFs.Release(inode);
                return -Errno.EEXIST;
            }

            return MayWrite(ParentOf(absolute)) ? -Errno.EPERM : -Errno.EACCES;
        }

        return Has(absolute) || IsFile(absolute) ? -Errno.EEXIST
            : !MayWrite(ParentOf(absolute)) ? -Errno.EACCES
            : IsBelowProc(absolute) || (mode & FileStatus.TypeMask) == FileStatus.FifoType ? -Errno.EPERM
            : await _kernel.CharDevices.Mknod(absolute, major, minor, mode);
    }

    /// <summary>Whether a path from the root is one that procfs is not asked about.</summary>
    private bool IsListed(string path)
        => !IsBelowProc(path) || Has(path) || path == Self || PidOf(path) is not null || _kernel.ProcFiles.Find(path) is not null;

    private bool MayWrite(string directory)
        => _kernel.Current.EffectiveUserId == 0 || (ModeOf(directory) & 2) != 0;

    /// <summary>may_delete: 0, EACCES or EISDIR; in a directory with the sticky bit everything here is root's.</summary>
    private int MayDelete(string path, bool isDirectory)
        => _kernel.Current.EffectiveUserId != 0 ? (MayWrite(ParentOf(path)) ? -Errno.EPERM : -Errno.EACCES)
            : isDirectory ? -Errno.EISDIR
            : 0;

    /// <summary>copy_to_user of what a step has left on the task's stack.</summary>
    private async KTask<long> CopyStat(Address buffer)
        => await CopyFromStack(buffer, FileStatus.StructSize) == 0 ? 0 : -Errno.EFAULT;

    private async KTask<long> Copy(string text, Address buffer, long length)
    {
        int count = (int)Math.Min(text.Length, length);
        var stack = _kernel.Current.LocalArray(count);
        for (int i = 0; i < count; i++)
        {
            stack[i] = (byte)text[i];
        }

        return await CopyFromStack(buffer, count) == 0 ? count : -Errno.EFAULT;
    }

    private async KTask<long> CopyFromStack(Address buffer, int count)
    {
        var site = Here("copy_to_user");
        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await _kernel.UserAccess.MayFault(site);
        }

        var from = _kernel.Current.LocalArray(count).Address;
        Computer.Announce(Operation.CopyOut, from, site, count, argument: count);
        return await new Step<UserAccess.CopyBody>(Computer, new UserAccess.CopyBody(_kernel, buffer, from, count, 0));
    }

    private int DirectoryLinks(string path)
        => path == Proc ? 2 + _kernel.ProcFs.Count(default) + Names(path).Count(n => n.Type == FileStatus.DirectoryType) + Processes().Count
            : PidOf(path) is not null ? (_kernel.Profile.Generation == KernelGeneration.V68 ? 9 : 3)
            : 2 + Names(path).Count(n => n.Type == FileStatus.DirectoryType);

    private FileStatus? StatusOf(string path)
    {
        int owner = PidOf(path) is { } pid ? _kernel.FindTask(pid)?.EffectiveUserId ?? 0 : 0;
        if (Has(path))
        {
            bool isDisks = !IsBelowProc(path) && path != Proc && SysfsNames(path) is null;
            return new FileStatus(ModeOf(path), DirectoryLinks(path), owner, owner, 0, isDisks ? 4096 : 0, isDisks ? FileStatus.DirectoryBlocks : 0);
        }

        if (path == Self)
        {
            return new FileStatus(FileStatus.LinkType | 0x1ff, 1, owner, owner, 0, _kernel.Profile.Generation == KernelGeneration.V68 ? 0 : 64, 0);
        }

        if (_kernel.ProcFiles.Find(path) is { } file)
        {
            return IsThere(path) ? new FileStatus(ProcFs.FullMode(file.Inode.Mode), 1, owner, owner, 0, 0, 0) : null;
        }

        if (_kernel.Files.Find(path) is { } plain)
        {
            return new FileStatus((plain.IsFifo ? FileStatus.FifoType : FileStatus.RegularType) | 0x1a4, 1, 0, 0, 0, 0, 0);
        }

        if (_kernel.Ttys.Knows(path))
        {
            // /dev/tty is 5, 0 and everybody's; a console has its number behind 4, and is its user's, who lets others write.
            string number = path["/dev/tty".Length..];
            int device = number.Length == 0 ? 5 << 8 : (4 << 8) | (int.TryParse(number, out int minor) ? minor : 64);
            return new FileStatus(FileStatus.CharacterType | (number.Length == 0 ? 0x1b6 : 0x190), 1, 0, 0, device, 0, 0);
        }

        if (ParameterAt(path) is { } parameter)
        {
            return new FileStatus(FileStatus.RegularType | _kernel.Parameters.ModeOf(parameter), 1, 0, 0, 0, 4096, 0);
        }

        return _kernel.CharDevices.StatusOf(path);
    }

    /// <summary>vfs_getattr, into a struct on the kernel's stack: 0, or -ENOENT.</summary>
    private readonly struct StatBody(Directories directories, string path, Inode inode) : IStepBody
    {
        public long Run(Computer computer)
        {
            var stack = directories._kernel.Current.LocalArray(FileStatus.StructSize).Address;
            var status = inode.Address.IsNull ? directories.StatusOf(path)
                : new FileStatus(ProcFs.FullMode(inode.Mode), inode.Links, inode.Uid, inode.Gid, 0, inode.FileSize, 0);
            status?.Store(computer.Memory, stack);
            if (computer.Recording)
            {
                computer.Note($"vfs_getattr: {path}{(status is null ? " is not there" : "")}");
            }

            return status is null ? -Errno.ENOENT : 0;
        }
    }
}
