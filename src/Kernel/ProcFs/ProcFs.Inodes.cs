using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class ProcFs
{
    /// <summary>
    /// The path look-up: the inode with a use counted, made if there is none; NULL if there is no such name, or a negative
    /// errno in its place.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether a symbolic link at its end is followed.</param>
    internal async KTask<Address> Lookup(string path, bool follow = true)
    {
        long found;
        int followed = 0;
        while (true)
        {
            Computer.Announce(Operation.Kernel, _root, Here("proc_lookup"), needs: _kernel.BigKernelLock.NeededInside);
            found = await new Step<LookupBody>(Computer, new LookupBody(this, path, follow));
            if (found < LinkFound)
            {
                break;
            }

            path = await Follow(new ProcDirEntry(_kernel, new Address((int)(found - LinkFound))), path);
            if (++followed > MaxLinks)
            {
                return new Address(-Errno.ELOOP);
            }

            if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return Address.Null;
            }
        }

        if (found is < 0 and > -4096)
        {
            return new Address((int)found);
        }

        if (found <= 0 || _kernel.Profile.Generation == KernelGeneration.V68)
        {
            return new Address((int)Math.Abs(found));
        }

        // A new inode: proc_get_inode pins the owner and copies the operations, under the lock, one after the other.
        var inode = new Inode(_kernel, new Address((int)found));
        var entry = new ProcDirEntry(_kernel, inode.ProcEntry);
        Computer.Announce(Operation.Reference, entry.Owner.Address, Here("proc_get_inode"));
        bool pinned = await new Step<PinBody>(Computer, new PinBody(_kernel, entry)) != 0;
        Computer.Announce(Operation.Kernel, entry.ProcFops.Address, Here("proc_get_inode"));
        await new Step<FillBody>(Computer, new FillBody(this, inode, entry, pinned));
        return pinned || !_kernel.Profile.HasPdeUsers ? inode.Address : Address.Null;
    }

    /// <summary>readlink(2): where a symbolic link leads; empty for what is none, null if it is not there.</summary>
    internal async KTask<string?> LinkAt(string path)
    {
        var inode = new Inode(_kernel, await Lookup(path, follow: false));
        if (inode.Address.Value <= 0)
        {
            return null;
        }

        var entry = new ProcDirEntry(_kernel, inode.ProcEntry);
        Computer.Announce(Operation.Kernel, entry.Address, Here("proc_readlink"), ProcDirEntry.Size);
        await new Step<PeekBody>(Computer, new PeekBody(entry.Mode.Address, "proc_readlink: mode"));
        string target = entry.IsLong && entry.IsLink ? TargetOf(entry) : "";
        await Release(inode);
        return target;
    }

    /// <summary>
    /// dput at the end of a use: with the last one the inode dies, unpins the owner and drops the entry. The file whose
    /// use it was, if there was one, is off the entry's list.
    /// </summary>
    internal async KTask Release(Inode inode, OpenFile file = default)
    {
        Computer.Announce(Operation.Reference, inode.Address, Here("dput"), needs: _kernel.BigKernelLock.NeededInside);
        await new Step<ReleaseBody>(Computer, new ReleaseBody(this, inode, file));
    }

    /// <summary>de_put: the entry is freed with its last use, if it was removed before.</summary>
    private void PutEntry(ProcDirEntry entry)
    {
        if (!Computer.Check(entry.Address, 8))
        {
            return;
        }

        if (entry.Count == 0)
        {
            string name = Computer.Memory.NameOf(entry.Address);
            Computer.Complain("double-put", entry.Address, $"de_put: {name.Replace("proc entry", "entry", StringComparison.Ordinal)} already free!");
            return;
        }

        if (--entry.Count == 0 && entry.Deleted)
        {
            FreeEntry(entry);
        }
    }

    /// <summary>
    /// Gives a live inode as a negative address, a new one as a positive one, 0 for no such name, <see cref="LinkFound"/> and
    /// the entry for a symbolic link, and the errno if what should be a directory is none.
    /// </summary>
    /// <remarks>The directories of a path are walked in one step; an inode in one of them keeps the directory's entry.</remarks>
    private readonly struct LookupBody(ProcFs proc, string path, bool follow) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = proc._kernel;
            var name = path.AsSpan(Prefix.Length);
            computer.Acquire(proc._root);
            int denied = proc.Walk(name, default, out var directory, out int at);
            var entry = denied != 0 ? default : proc.Find(name[at..], directory.IsNull ? proc._root : directory.Subdir, out _);
            if (computer.Recording)
            {
                computer.Note($"proc_lookup({name}){(entry.IsNull ? ": no such entry" : "")}");
            }

            if (entry.IsNull)
            {
                return denied == -Errno.ENOTDIR ? denied : 0;
            }

            if (follow && entry.IsLong && entry.IsLink)
            {
                return LinkFound + entry.Address.Value;
            }

            if (entry.Inode != 0)
            {
                var alive = new Inode(kernel, new Address((int)entry.Inode));
                alive.Users++;
                return -alive.Address.Value;
            }

            var address = computer.AllocateHeap(proc.InodeSize, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario looks up too many paths in one run");
            }

            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, proc.InodeSize, $"inode of /proc/{name}", fields: Inode.FieldsWithAttributes);
            }

            kernel.BigKernelLock.Enter(kernel.Current);
            entry.Count++;
            if (!directory.IsNull)
            {
                directory.Count++;
            }

            entry.Inode = address.Value;
            var inode = new Inode(kernel, address);
            inode.Users = 1;
            inode.InodeOperations = Address.Null;
            inode.FileOperations = proc.EmptyOperations;
            inode.Mode = computer.Memory.Peek(entry.Mode.Address);
            if (kernel.Directories.IsUsed)
            {
                proc.CopyAttributes(entry, inode);
            }

            inode.ProcEntry = entry.Address;
            if (kernel.Profile.Generation == KernelGeneration.V68)
            {
                // i_fop is procfs's own; what it calls is the entry's, which was complete before it could be seen.
                inode.FileOperations = new Address((int)computer.Memory.Peek(entry.ProcFops.Address));
            }

            return address.Value;
        }
    }

    /// <summary>proc_get_inode's try_module_get(de->owner): 1 taken, 0 refused, 2 for an entry that has no owner yet.</summary>
    private readonly struct PinBody(LinuxKernel kernel, ProcDirEntry entry) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.NoteAccess(entry.Owner.Address, 8, isWrite: false, isMarked: false);
            if (entry.OwnerNow == 0)
            {
                if (computer.Recording)
                {
                    computer.Note("proc_get_inode: no owner to pin");
                }

                return 2;
            }

            return new ModuleGetBody(kernel, new Address((int)entry.OwnerNow)).Run(computer);
        }
    }

    private readonly struct FillBody(ProcFs proc, Inode inode, ProcDirEntry entry, bool pinned) : IStepBody
    {
        public long Run(Computer computer)
        {
            var memory = computer.Memory;
            long operations = memory.Peek(entry.ProcFops.Address);
            if (pinned)
            {
                computer.NoteAccess(entry.ProcIops.Address, 8, isWrite: false, isMarked: false);
                computer.NoteAccess(entry.ProcFops.Address, 8, isWrite: false, isMarked: false);
                inode.InodeOperations = new Address((int)memory.Peek(entry.ProcIops.Address));
                inode.FileOperations = operations == 0 ? proc.EmptyOperations : new Address((int)operations);
            }
            else
            {
                // 2.6.11 drops the entry and returns the inode all the same, without operations; 2.6.24 returns none.
                proc.PutEntry(entry);
                if (proc._kernel.Profile.HasPdeUsers)
                {
                    entry.Inode = 0;
                    computer.Memory.SetShadow(inode.Address, proc.InodeSize, Shadow.Freed);
                }
            }

            proc._kernel.BigKernelLock.Exit(proc._kernel.Current);
            if (computer.Recording)
            {
                computer.Note(
                    !pinned ? "proc_get_inode: owner is going, inode without operations"
                    : inode.FileOperations == proc.DefaultOperations ? "proc_get_inode: copies the default fops"
                    : inode.FileOperations == proc.EmptyOperations ? "proc_get_inode: no fops yet"
                    : "proc_get_inode: copies fops");
            }

            return operations;
        }
    }

    private readonly struct ReleaseBody(ProcFs proc, Inode inode, OpenFile file) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = proc._kernel;
            var entry = new ProcDirEntry(kernel, inode.ProcEntry);
            if (!file.Address.IsNull)
            {
                proc.TakeOffList(entry, file);
            }

            computer.Acquire(inode.Address);
            computer.Release(inode.Address);
            long left = --inode.Users;
            if (computer.Recording)
            {
                computer.Note(left == 0 ? "dput: the inode dies" : $"dput: {left} still use the inode");
            }

            if (left != 0 || !computer.Check(entry.Address, ProcDirEntry.Size))
            {
                return left;
            }

            // proc_delete_inode: the reference that proc_get_inode took, whether or not it got one.
            entry.Inode = 0;
            if (entry.OwnerNow != 0 && kernel.Profile.Generation != KernelGeneration.V68)
            {
                new ModulePutBody(kernel, new Address((int)entry.OwnerNow)).Run(computer);
            }

            var directory = entry.Parent;
            proc.PutEntry(entry);
            if (!directory.IsNull)
            {
                proc.PutEntry(directory);
            }

            computer.Memory.SetShadow(inode.Address, proc.InodeSize, Shadow.Freed);
            return left;
        }
    }
}
