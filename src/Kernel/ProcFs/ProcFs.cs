using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// /proc of 2.6.11: entries in a list without a lock, inodes that pin the entry's owner while they live, removal by name
/// that waits for nobody.
/// </summary>
/// <remarks>After fs/proc/generic.c and fs/proc/inode.c of 2.6.11; look-up and de_put run under the big kernel lock.</remarks>
public sealed class ProcFs
{
    /// <summary>Where it is mounted.</summary>
    internal const string Prefix = "/proc/";

    private readonly LinuxKernel _kernel;
    private readonly Address _root;

    internal ProcFs(LinuxKernel kernel)
    {
        _kernel = kernel;
        _root = kernel.Computer.Memory.Allocate(8, "proc_root", RegionKind.KernelData);
    }

    private Computer Computer => _kernel.Computer;

    /// <summary>create_proc_entry: allocated, linked at the head of the list, and only then given default operations.</summary>
    internal async KTask<ProcDirEntry> CreateProcEntry(string name, int mode, Site site)
    {
        Computer.Announce(Operation.Allocate, _root, site);
        var address = new Address((int)await new Step<AllocateBody>(Computer, new AllocateBody(_kernel, name, mode)));
        var entry = new ProcDirEntry(_kernel, address);
        if (entry.IsNull)
        {
            return entry;
        }

        Computer.Announce(Operation.Kernel, _root, site);
        await new Step<LinkBody>(Computer, new LinkBody(this, entry));
        return entry;
    }

    /// <summary>remove_proc_entry: the first entry of that name; freed now if nobody uses it.</summary>
    internal async KTask RemoveProcEntry(string name, Site site)
    {
        Computer.Announce(Operation.Kernel, _root, site);
        await new Step<UnlinkBody>(Computer, new UnlinkBody(this, name));
    }

    /// <summary>The path look-up: the inode with a use counted, made if there is none; NULL if there is no such name.</summary>
    internal async KTask<Address> Lookup(string path)
    {
        var bkl = _kernel.BigKernelLock;
        Computer.Announce(Operation.Kernel, _root, Here(), needs: bkl.NeededInside);
        long found = await new Step<LookupBody>(Computer, new LookupBody(this, path));
        if (found <= 0)
        {
            return new Address((int)-found);
        }

        // A new inode: proc_get_inode pins the owner and copies the operations, under the lock, one after the other.
        var inode = new Inode(_kernel, new Address((int)found));
        var entry = new ProcDirEntry(_kernel, inode.ProcEntry);
        Computer.Announce(Operation.Reference, entry.Owner.Address, Here("proc_get_inode"));
        bool pinned = await new Step<PinBody>(Computer, new PinBody(_kernel, entry)) != 0;
        Computer.Announce(Operation.Kernel, entry.ProcFops.Address, Here("proc_get_inode"));
        await new Step<FillInodeBody>(Computer, new FillInodeBody(_kernel, inode, entry, pinned));
        return inode.Address;
    }

    /// <summary>dput at the end of a use: with the last one the inode dies, unpins the owner and drops the entry.</summary>
    internal async KTask Release(Inode inode)
    {
        Computer.Announce(Operation.Reference, inode.Address, Here(), needs: _kernel.BigKernelLock.NeededInside);
        await new Step<ReleaseBody>(Computer, new ReleaseBody(_kernel, inode));
    }

    /// <summary>vfs_permission: the mode bits, for an entry without a permission hook.</summary>
    internal int GenericPermission(Inode inode, int mask, int euid)
    {
        if (euid == 0)
        {
            return 0;
        }

        long mode = Computer.Memory.Peek(new ProcDirEntry(_kernel, inode.ProcEntry).Mode.Address);
        return (mode & 7 & mask) == mask ? 0 : -Errno.EACCES;
    }

    private static Site Here([CallerMemberName] string function = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new(file, line, function);

    private static long HashOf(ReadOnlySpan<char> name) => (long)Hashing.OfText(name);

    private ProcDirEntry Find(ReadOnlySpan<char> name, out Address link)
    {
        var memory = Computer.Memory;
        long hash = HashOf(name);
        link = _root;
        while (true)
        {
            var entry = new ProcDirEntry(_kernel, new Address((int)memory.Peek(link)));
            if (entry.IsNull || entry.NameHash == hash)
            {
                return entry;
            }

            link = entry.Address;
        }
    }

    internal readonly struct AllocateBody(LinuxKernel kernel, string name, int mode) : IStepBody
    {
        public long Run(Computer computer)
        {
            var address = computer.AllocateHeap(ProcDirEntry.Size, Shadow.Live);
            if (address.IsNull)
            {
                return 0;
            }

            computer.Memory.Label(address, ProcDirEntry.Size, $"proc entry {name}");
            for (int i = 0; i < ProcDirEntry.Size; i += 8)
            {
                computer.Memory.Poke(address + i, 0);
            }

            var entry = new ProcDirEntry(kernel, address);
            entry.NameHash = HashOf(name);
            entry.Count = 1;
            computer.Memory.Poke(entry.Mode.Address, mode);
            return address.Value;
        }
    }

    internal readonly struct LinkBody(ProcFs proc, ProcDirEntry entry) : IStepBody
    {
        public long Run(Computer computer)
        {
            var memory = computer.Memory;
            // Linked without a lock: what a look-up follows comes before what it finds.
            computer.Release(proc._root);
            entry.Next = memory.Peek(proc._root);
            memory.Poke(proc._root, entry.Address.Value);
            if (computer.Recording)
            {
                computer.Note($"proc_register: {memory.NameOf(entry.Address)} is visible");
            }

            return entry.Address.Value;
        }
    }

    internal readonly struct UnlinkBody(ProcFs proc, string name) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Acquire(proc._root);
            var entry = proc.Find(name, out var link);
            if (entry.IsNull)
            {
                return 0;
            }

            computer.Memory.Poke(link, entry.Next);
            if (--entry.Count == 0)
            {
                computer.Memory.SetShadow(entry.Address, ProcDirEntry.Size, Shadow.Freed);
            }
            else
            {
                entry.Deleted = true;
                proc._kernel.Log.Append($"<4>remove_proc_entry: /proc/{name} busy, count={entry.Count}");
            }

            return 1;
        }
    }

    /// <summary>Gives a live inode as a negative address, a new one as a positive one, 0 for no such name.</summary>
    internal readonly struct LookupBody(ProcFs proc, string path) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = proc._kernel;
            var name = path.AsSpan(Prefix.Length);
            computer.Acquire(proc._root);
            var entry = proc.Find(name, out _);
            if (computer.Recording)
            {
                computer.Note($"proc_lookup({name}){(entry.IsNull ? ": no such entry" : "")}");
            }

            if (entry.IsNull)
            {
                return 0;
            }

            if (entry.Inode != 0)
            {
                var alive = new Inode(kernel, new Address((int)entry.Inode));
                alive.Users++;
                return -alive.Address.Value;
            }

            var address = computer.AllocateHeap(Inode.Size, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario looks up too many paths in one run");
            }

            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, Inode.Size, $"inode of /proc/{name}");
            }

            kernel.BigKernelLock.Enter(kernel.Current);
            entry.Count++;
            entry.Inode = address.Value;
            var inode = new Inode(kernel, address);
            inode.Users = 1;
            inode.InodeOperations = Address.Null;
            inode.FileOperations = Address.Null;
            inode.ProcEntry = entry.Address;
            return address.Value;
        }
    }

    internal readonly struct PinBody(LinuxKernel kernel, ProcDirEntry entry) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.NoteAccess(entry.Owner.Address, 8, isWrite: false, isMarked: false);
            long taken = new ModuleGetBody(kernel, new Address((int)entry.OwnerNow)).Run(computer);
            if (computer.Recording && entry.OwnerNow == 0)
            {
                computer.Note("proc_get_inode: no owner to pin");
            }

            return taken;
        }
    }

    internal readonly struct FillInodeBody(LinuxKernel kernel, Inode inode, ProcDirEntry entry, bool pinned) : IStepBody
    {
        public long Run(Computer computer)
        {
            var memory = computer.Memory;
            if (pinned)
            {
                computer.NoteAccess(entry.ProcIops.Address, 8, isWrite: false, isMarked: false);
                computer.NoteAccess(entry.ProcFops.Address, 8, isWrite: false, isMarked: false);
                inode.InodeOperations = new Address((int)memory.Peek(entry.ProcIops.Address));
                inode.FileOperations = new Address((int)memory.Peek(entry.ProcFops.Address));
            }
            else
            {
                // 2.6.11 drops the entry and returns the inode all the same, without operations.
                entry.Count--;
            }

            kernel.BigKernelLock.Exit(kernel.Current);
            if (computer.Recording)
            {
                computer.Note(pinned ? "proc_get_inode: copies fops" : "proc_get_inode: owner is going, inode without operations");
            }

            return pinned ? 1 : 0;
        }
    }

    internal readonly struct ReleaseBody(LinuxKernel kernel, Inode inode) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Acquire(inode.Address);
            computer.Release(inode.Address);
            long left = --inode.Users;
            if (left == 0)
            {
                var entry = new ProcDirEntry(kernel, inode.ProcEntry);
                entry.Inode = 0;
                if (entry.OwnerNow != 0)
                {
                    new ModulePutBody(kernel, new Address((int)entry.OwnerNow)).Run(computer);
                }

                if (--entry.Count == 0 && entry.Deleted)
                {
                    computer.Memory.SetShadow(entry.Address, ProcDirEntry.Size, Shadow.Freed);
                }

                computer.Memory.SetShadow(inode.Address, Inode.Size, Shadow.Freed);
            }

            if (computer.Recording)
            {
                computer.Note(left == 0 ? "dput: the inode dies" : $"dput: {left} still use the inode");
            }

            return left;
        }
    }
}
