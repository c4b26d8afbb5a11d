using System.Globalization;
using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class Directories
{
    /// <summary>
    /// open(2) of a directory of the disk or of the kernel's part of /proc: a descriptor, or EISDIR. In task context.
    /// </summary>
    /// <param name="path">Its path, from the root.</param>
    /// <param name="flags">How it is opened: for reading.</param>
    internal async KTask<long> Open(string path, OpenFlags flags)
    {
        Computer.Announce(Operation.Kernel, _root.Value, Here("dentry_open"));
        long file = await new Step<OpenBody>(Computer, new OpenBody(_kernel, path, flags, FileStatus.DirectoryType));
        return file < 0 ? file : _kernel.Vfs.Install(new OpenFile(_kernel, new Address((int)file)));
    }

    /// <summary>Whether an inode is that of a directory, or of a file that is nobody else's, that was opened here.</summary>
    internal bool Owns(Inode inode)
        => IsUsed && (inode.Mode & FileStatus.TypeMask) is FileStatus.DirectoryType or FileStatus.RegularType && inode.ProcEntry.IsNull;

    /// <summary>dput at the end of the use of a directory that was opened here. In task context.</summary>
    internal Step<CloseBody> Close(Inode inode)
    {
        Computer.Announce(Operation.Reference, inode.Address, Here("dput"));
        return new Step<CloseBody>(Computer, new CloseBody(inode));
    }

    /// <summary>
    /// getdents(2): bytes of records, 0 at the end, or EBADF, ENOTDIR, EFAULT, or EINVAL for a buffer that holds no record. In
    /// task context.
    /// </summary>
    internal async KTask<long> Getdents(int descriptor, Address buffer, long count)
    {
        var file = new OpenFile(_kernel, _kernel.Current.GetFile(descriptor));
        if (file.Address.IsNull || !IsUsed)
        {
            return -Errno.EBADF;
        }

        var inode = new Inode(_kernel, file.Inode);
        if (!inode.IsDirectory)
        {
            return -Errno.ENOTDIR;
        }

        if (!inode.ProcEntry.IsNull)
        {
            return await _kernel.ProcFs.Readdir(file, isRoot: false, buffer, count);
        }

        string path = PathOf(inode);
        return path == Proc
            ? await _kernel.ProcFs.Readdir(file, isRoot: true, buffer, count)
            : await Fill(new PlainPlace(this, file, path), buffer, count, 0);
    }

    /// <summary>proc_pid_readdir: the processes, behind what else is in /proc.</summary>
    internal KTask<long> FillProcesses(OpenFile file, long first, Address buffer, long count, long done)
        => Fill(new ProcessPlace(this, file, first), buffer, count, done);

    /// <summary>
    /// filldir: the bytes of the record that was stored; 0 if there is none at that place any more; EINVAL if there is no room
    /// for it, EFAULT. In task context.
    /// </summary>
    internal async KTask<long> Filldir<TPlace>(TPlace place, Address to, long room)
        where TPlace : struct, IDirectoryPlace
    {
        var site = Here("filldir");
        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await _kernel.UserAccess.MayFault(site);
        }

        Computer.Announce(Operation.Kernel, place.File.Address, site);
        return await new Step<FilldirBody<TPlace>>(Computer, new FilldirBody<TPlace>(_kernel, place, to, room));
    }

    private static Site Here(string function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new(file, line, function);

    /// <summary>Record after record, as long as there are some and they fit.</summary>
    private async KTask<long> Fill<TPlace>(TPlace place, Address buffer, long count, long done)
        where TPlace : struct, IDirectoryPlace
    {
        while (true)
        {
            long length = await Filldir(place, buffer + (int)done, count - done);
            if (length <= 0)
            {
                return done == 0 ? length : done;
            }

            done += length;
        }
    }

    /// <summary>The path of a directory that was opened here: its inode is labelled with it.</summary>
    private string PathOf(Inode inode)
    {
        string name = Computer.Memory.NameOf(inode.Address);
        return name[name.IndexOf('/', StringComparison.Ordinal)..];
    }

    private long PositionOf(OpenFile file) => Computer.Memory.Peek(file.Position.Address);

    /// <summary>A directory of the disk, or of the kernel's own below /proc: what stands at the file's position.</summary>
    private readonly struct PlainPlace(Directories directories, OpenFile file, string path) : IDirectoryPlace
    {
        public OpenFile File => file;

        public (string Name, int Type, long Inode)? Look()
        {
            long position = directories.PositionOf(file);
            if (position < 2)
            {
                return (position == 0 ? "." : "..", FileStatus.DirectoryType, 1);
            }

            var names = directories.Names(path);
            int index = (int)position - 2;
            while (index < names.Count && names[index].Name.Length == 0)
            {
                directories.Computer.Memory.Poke(file.Position.Address, ++index + 2);
            }

            return index < names.Count ? (names[index].Name, names[index].Type, index + 2) : null;
        }
    }

    /// <summary>The processes of /proc, by their place in the list of tasks.</summary>
    private readonly struct ProcessPlace(Directories directories, OpenFile file, long first) : IDirectoryPlace
    {
        public OpenFile File => file;

        public (string Name, int Type, long Inode)? Look()
        {
            int index = (int)(directories.PositionOf(file) - first);
            if (index == 0)
            {
                return ("self", FileStatus.LinkType, 1);
            }

            var pids = directories.Processes();
            return index <= pids.Count
                ? (pids[index - 1].ToString(CultureInfo.InvariantCulture), FileStatus.DirectoryType, pids[index - 1])
                : null;
        }
    }

    /// <summary>filldir of fs/readdir.c.</summary>
    private readonly struct FilldirBody<TPlace>(LinuxKernel kernel, TPlace place, Address to, long room) : IStepBody
        where TPlace : struct, IDirectoryPlace
    {
        public long Run(Computer computer)
        {
            if (place.Look() is not { } found)
            {
                return 0;
            }

            int longSize = kernel.Profile.LongSize;
            int length = DirectoryRecord.LengthFor(found.Name, longSize);
            if (length > room)
            {
                return -Errno.EINVAL;
            }

            if (!UserAccess.IsUser(computer, to) || !UserAccess.IsUser(computer, to + (length - 1)))
            {
                return -Errno.EFAULT;
            }

            var position = place.File.Position.Address;
            long next = computer.Memory.Peek(position) + 1;
            new DirectoryRecord(found.Name, found.Type, length).Store(computer.Memory, to, longSize, found.Inode, next);
            computer.Memory.Poke(position, next);
            if (computer.Recording)
            {
                computer.Note($"filldir: {found.Name}");
            }

            return length;
        }
    }

    /// <summary>The look-up of a directory, get_empty_filp and dentry_open.</summary>
    private readonly struct OpenBody(LinuxKernel kernel, string path, OpenFlags flags, int type) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (type == FileStatus.DirectoryType && (VirtualFileSystem.AccessMask(flags) & 2) != 0)
            {
                return -Errno.EISDIR;
            }

            var inode = new Inode(kernel, computer.AllocateHeap(Inode.Size, Shadow.Live));
            var address = computer.AllocateHeap(OpenFile.Size, Shadow.Live);
            if (address.IsNull || inode.Address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario opens too many files in one run");
            }

            computer.Memory.Label(inode.Address, Inode.Size, $"inode of {path}", fields: Inode.Fields);
            inode.Users = 1;
            inode.InodeOperations = Address.Null;
            inode.FileOperations = Address.Null;
            inode.ProcEntry = Address.Null;
            inode.Mode = type == FileStatus.DirectoryType ? ModeOf(path) : type;
            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, OpenFile.Size, $"struct file of {kernel.Current}", fields: OpenFile.Fields);
                computer.Note($"dentry_open: {path}");
            }

            var file = new OpenFile(kernel, address) { Operations = Address.Null, Inode = inode.Address, Count = 1 };
            file.SetFlags(flags);
            computer.Memory.Poke(file.Position.Address, 0);
            return address.Value;
        }
    }

    /// <summary>iput.</summary>
    internal readonly struct CloseBody(Inode inode) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Memory.SetShadow(inode.Address, Inode.Size, Shadow.Freed);
            return 0;
        }
    }
}
