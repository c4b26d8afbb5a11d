using Smp.Machine;

namespace Smp.Kernel;

/// <summary>getdents(2) of a directory of /proc.</summary>
/// <remarks>
/// <para>proc_readdir of fs/proc/generic.c of 2.6.11: the list is followed under the big kernel lock, which is lost while a
/// record waits for the user's page, and which removal does not take: nothing keeps the entry that the reader is at. Since
/// 2.6.24 (pde_users) the reader holds it; an entry that was unlinked meanwhile leads nowhere, so that the list ends there.</para>
/// <para>6.8 has the entries in a tree, by the length of their names and then by their letters (proc_match). What is the
/// kernel's own stands behind what modules have made, being older.</para>
/// </remarks>
public sealed partial class ProcFs
{
    /// <summary>FIRST_PROCESS_ENTRY: the position of the processes.</summary>
    private const int FirstProcess = 256;

    // Where a reader is: at an entry, by its address; at a name of the kernel's own, by -NameBase - index; at a dot; or nowhere.
    private const long Dot = -1;
    private const long DotDot = -2;
    private const long NameBase = -3;

    /// <summary>The bytes of an inode: with what stat(2) shows where somebody can ask.</summary>
    private int InodeSize => _kernel.Directories.IsUsed ? Inode.SizeWithAttributes : Inode.Size;

    /// <summary>The type and permissions that an entry's inode has: create_proc_entry fills in what the module left out.</summary>
    internal static int FullMode(long mode)
    {
        int whole = (int)mode | ((mode & FileStatus.TypeMask) == 0 ? FileStatus.RegularType : 0);
        return (whole & 0xfff) == 0 ? whole | KernelProcFiles.ReadableByAll : whole;
    }

    /// <summary>proc_readdir, and for /proc itself proc_root_readdir: bytes of records, 0 at the end, or a negative errno. In task context.</summary>
    /// <param name="file">The open directory.</param>
    /// <param name="isRoot">Whether it is /proc.</param>
    /// <param name="buffer">The user's buffer.</param>
    /// <param name="count">Its length.</param>
    internal async KTask<long> Readdir(OpenFile file, bool isRoot, Address buffer, long count)
    {
        bool locks = _kernel.Profile.BigLock == BigLock.WhereAsked;
        if (locks)
        {
            await _kernel.BigKernelLock.LockKernel(function: "proc_readdir");
        }

        long done = 0;
        long length = 0;
        long cursor = await Move(file, isRoot, 0);
        while (cursor != 0)
        {
            length = await _kernel.Directories.Filldir(new ProcPlace(this, file, isRoot, cursor), buffer + (int)done, count - done);
            if (length <= 0)
            {
                break;
            }

            done += length;
            cursor = await Move(file, isRoot, cursor);
        }

        if (cursor > 0 && _kernel.Profile.HasPdeUsers)
        {
            Computer.Announce(Operation.Reference, new Address((int)cursor), Here("pde_put"));
            await new Step<PutBody>(Computer, new PutBody(this, cursor));
        }

        if (locks)
        {
            await _kernel.BigKernelLock.UnlockKernel(function: "proc_readdir");
        }

        return length < 0 ? (done == 0 ? length : done)
            : isRoot ? await _kernel.Directories.FillProcesses(file, FirstProcess, buffer, count, done)
            : done;
    }

    /// <summary>What stat(2) shows is copied when the inode is made, like its mode. Inside a step.</summary>
    private void CopyAttributes(ProcDirEntry entry, Inode inode)
    {
        var memory = Computer.Memory;
        var made = inode;
        made.Links = entry.IsDirectory ? 2 + Count(entry) : 1;
        made.Uid = memory.Peek(entry.Uid.Address);
        made.Gid = memory.Peek(entry.Gid.Address);
        made.FileSize = entry.IsLong && entry.IsLink ? TargetOf(entry).Length : memory.Peek(entry.FileSize.Address);
    }

    /// <summary>How many directories there are in one: each links to it. Inside a step.</summary>
    internal int Count(ProcDirEntry directory)
    {
        int count = 0;
        for (var entry = FirstOf(directory); !entry.IsNull; entry = new ProcDirEntry(_kernel, new Address((int)entry.Next)))
        {
            count += entry.IsDirectory ? 1 : 0;
        }

        return count;
    }

    private ProcDirEntry FirstOf(ProcDirEntry directory)
        => directory.IsNull ? new ProcDirEntry(_kernel, new Address((int)Computer.Memory.Peek(_root))) : FirstIn(directory);

    private Step<MoveBody> Move(OpenFile file, bool isRoot, long from)
    {
        Computer.Announce(Operation.Kernel, _root, Here("proc_readdir"));
        return new Step<MoveBody>(Computer, new MoveBody(this, file, isRoot, from));
    }

    /// <summary>All there is in a directory, in its order. Inside a step.</summary>
    private List<(string Name, long Cursor)> Sequence(OpenFile file, bool isRoot)
    {
        var all = new List<(string Name, long Cursor)>();
        var directory = new ProcDirEntry(_kernel, new Inode(_kernel, file.Inode).ProcEntry);
        for (var entry = FirstOf(directory); !entry.IsNull; entry = new ProcDirEntry(_kernel, new Address((int)entry.Next)))
        {
            all.Add((LastNameOf(entry), entry.Address.Value));
        }

        if (isRoot)
        {
            var names = _kernel.Directories.Names("/proc");
            for (int i = 0; i < names.Count; i++)
            {
                all.Add((names[i].Name, NameBase - i));
            }
        }

        if (_kernel.Profile.Generation == KernelGeneration.V68)
        {
            all.Sort((a, b) => a.Name.Length != b.Name.Length ? a.Name.Length - b.Name.Length : string.CompareOrdinal(a.Name, b.Name));
        }

        return all;
    }

    private string LastNameOf(ProcDirEntry entry)
    {
        string name = NameOf(entry);
        return name[(name.LastIndexOf('/') + 1)..];
    }

    /// <summary>What the reader is at, as filldir gets it.</summary>
    private readonly struct ProcPlace(ProcFs proc, OpenFile file, bool isRoot, long cursor) : IDirectoryPlace
    {
        public OpenFile File => file;

        public (string Name, int Type, long Inode)? Look()
        {
            if (cursor < 0)
            {
                return cursor switch
                {
                    Dot => (".", FileStatus.DirectoryType, 1),
                    DotDot => ("..", FileStatus.DirectoryType, isRoot ? 2 : 1),
                    _ => proc._kernel.Directories.Names("/proc")[(int)(NameBase - cursor)] is var (name, type) ? (name, type, 3 + NameBase - cursor) : null,
                };
            }

            var entry = new ProcDirEntry(proc._kernel, new Address((int)cursor));
            return proc.Computer.Check(entry.Address, ProcDirEntry.Size)
                ? (proc.LastNameOf(entry), FullMode(proc.Computer.Memory.Peek(entry.Mode.Address)) & FileStatus.TypeMask, cursor)
                : null;
        }
    }

    /// <summary>To the place of the file's position (from 0), or to the one behind another; with pde_users the entry there is held.</summary>
    private readonly struct MoveBody(ProcFs proc, OpenFile file, bool isRoot, long from) : IStepBody
    {
        public long Run(Computer computer)
        {
            bool holds = proc._kernel.Profile.HasPdeUsers;
            var entry = new ProcDirEntry(proc._kernel, new Address((int)Math.Max(from, 0)));
            if (from > 0 && !computer.Check(entry.Address, ProcDirEntry.Size))
            {
                return 0;
            }

            computer.Acquire(proc._root);
            long to = Target(proc.Sequence(file, isRoot), computer.Memory.Peek(file.Position.Address));
            if (holds && to > 0)
            {
                var next = new ProcDirEntry(proc._kernel, new Address((int)to));
                next.Count++;
            }

            if (holds && from > 0)
            {
                proc.PutEntry(entry);
            }

            if (to == 0 && isRoot && computer.Memory.Peek(file.Position.Address) < FirstProcess)
            {
                computer.Memory.Poke(file.Position.Address, FirstProcess);
            }

            return to;
        }

        private long Target(List<(string Name, long Cursor)> all, long position)
        {
            long here = from;
            int at = position >= FirstProcess && isRoot ? all.Count
                : from == 0 ? (int)position - 2
                : from == DotDot ? 0
                : from == Dot ? -1
                : all.FindIndex(place => place.Cursor == here) is >= 0 and var found ? found + 1
                : all.Count;
            return at < 0 ? (at == -2 ? Dot : DotDot) : at < all.Count ? all[at].Cursor : 0;
        }
    }

    private readonly struct PutBody(ProcFs proc, long cursor) : IStepBody
    {
        public long Run(Computer computer)
        {
            proc.PutEntry(new ProcDirEntry(proc._kernel, new Address((int)cursor)));
            return 0;
        }
    }
}
