using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// /proc: entries in a list, inodes that live as long as somebody uses them, removal by name. This file holds what a
/// module calls and what the rest shares; look-up, the end of an inode and removal have files of their own.
/// </summary>
/// <remarks>
/// After fs/proc/generic.c and fs/proc/inode.c of 2.6.11; where the profile has proc_create or pde_users, of 6.8. Look-up
/// and de_put run under the big kernel lock where there is one.
/// </remarks>
public sealed partial class ProcFs
{
    /// <summary>Where it is mounted.</summary>
    internal const string Prefix = "/proc/";

    private readonly LinuxKernel _kernel;
    private readonly Address _root;
    private readonly Lazy<Address> _openerCache;

    internal ProcFs(LinuxKernel kernel)
    {
        _kernel = kernel;
        var memory = kernel.Computer.Memory;
        _root = memory.Allocate(8, "proc_root", RegionKind.KernelData);
        DefaultOperations = memory.Allocate(FileOperations.Size, "proc_file_operations", RegionKind.KernelData, fields: FileOperations.Fields);
        EmptyOperations = memory.Allocate(FileOperations.Size, "empty_fops", RegionKind.KernelData, fields: FileOperations.Fields);
        _openerCache = new Lazy<Address>(() => memory.Allocate(8, "pde_opener_cache", RegionKind.KernelData), isThreadSafe: false);
    }

    /// <summary>
    /// Whether a module of this machine registers with proc_ops. What only its users would notice of 6.8 (the lock of a
    /// file's position, the allocation in an open) is left out otherwise.
    /// </summary>
    internal bool HasProcOps => _openerCache.IsValueCreated;

    /// <summary>What an entry without operations of its own is given: read_proc and write_proc stand behind them.</summary>
    internal Address DefaultOperations { get; }

    /// <summary>What an inode has that was given no operations at all: every method NULL.</summary>
    internal Address EmptyOperations { get; }

    /// <summary>The head of the list of entries.</summary>
    internal Address Root => _root;

    private Computer Computer => _kernel.Computer;

    /// <summary>A module declares a struct proc_ops, while the computer is being built.</summary>
    internal void UseProcOps()
    {
        if (_kernel.Profile.Generation == KernelGeneration.V68)
        {
            _ = _openerCache.Value;
        }
    }

    /// <summary>create_proc_entry: allocated, linked at the head of the list, and only then given default operations; since 2.6.24 before.</summary>
    internal async KTask<ProcDirEntry> CreateProcEntry(string name, int mode, ProcDirEntry parent, bool isLong, Site site)
    {
        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await _kernel.UserAccess.MayFault(site);
        }

        Computer.Announce(Operation.Allocate, _root, site);
        var entry = new ProcDirEntry(_kernel, new Address((int)await new Step<AllocateBody>(Computer, new AllocateBody(this, name, mode, parent, isLong))));
        if (entry.IsNull)
        {
            return entry;
        }

        Computer.Announce(Operation.Kernel, _root, site);
        await new Step<LinkBody>(Computer, new LinkBody(this, entry));
        if (_kernel.Profile.SetsDefaultsFirst)
        {
            return entry;
        }

        Computer.Announce(Operation.Kernel, entry.ProcFops.Address, Here("proc_register"));
        await new Step<DefaultsBody>(Computer, new DefaultsBody(this, entry));
        return entry;
    }

    /// <summary>proc_create: the entry is complete before anybody can see it. NULL if the name is taken (6.8) or there is no memory.</summary>
    internal async KTask<ProcDirEntry> ProcCreate(string name, int mode, ProcDirEntry parent, Address operations, Address inodeOperations, Address owner, Site site)
    {
        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await _kernel.UserAccess.MayFault(site);
        }

        bool isModern = _kernel.Profile.Generation == KernelGeneration.V68;
        Computer.Announce(Operation.Kernel, _root, site);
        var body = new CreateBody(
            this, name, mode, parent, operations, isModern ? Address.Null : inodeOperations, isModern ? Address.Null : owner);
        return new ProcDirEntry(_kernel, new Address((int)await new Step<CreateBody>(Computer, body)));
    }

    /// <summary>vfs_permission: the mode bits, for an entry without a permission hook.</summary>
    internal static int GenericPermission(Inode inode, int mask, int euid)
        => euid == 0 || (inode.Mode & 7 & mask) == mask ? 0 : -Errno.EACCES;

    private static Site Here([CallerMemberName] string function = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new(file, line, function);

    private static long HashOf(ReadOnlySpan<char> name) => (long)Hashing.OfText(name);

    /// <summary>The first entry of a list that has a name, and the pointer that leads to it.</summary>
    private ProcDirEntry Find(ReadOnlySpan<char> name, Address head, out Address link)
    {
        var memory = Computer.Memory;
        long hash = HashOf(name);
        link = head;
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

    private void Link(ProcDirEntry entry)
    {
        // What a look-up follows comes before what it finds, with a lock or without.
        Computer.Release(_root);
        var parent = entry.Parent;
        if (!parent.IsNull && !Computer.Check(parent.Address, ProcDirEntry.LongSize))
        {
            return;
        }

        var head = parent.IsNull ? _root : parent.Subdir;
        entry.Next = Computer.Memory.Peek(head);
        Computer.Memory.Poke(head, entry.Address.Value);
        if (Computer.Recording)
        {
            Computer.Note($"proc_register: {Computer.Memory.NameOf(entry.Address)} is visible");
        }
    }

    private readonly struct AllocateBody(ProcFs proc, string name, int mode, ProcDirEntry parent, bool isLong) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = proc._kernel;
            AtomicContext.Refuses(kernel, "kmalloc(GFP_KERNEL)");
            if (!proc.TryWalk(name, parent, out var directory, out var last))
            {
                return 0;
            }

            bool hasAll = isLong || !directory.IsNull || mode >= ProcDirEntry.DirectoryType;
            int size = hasAll ? ProcDirEntry.LongSize : ProcDirEntry.Size;
            var address = kernel.AllocationFailures.StrikesInProcfs() ? Address.Null : computer.AllocateHeap(size, Shadow.Live);
            if (address.IsNull)
            {
                if (computer.Recording)
                {
                    computer.Note("kmalloc(proc_dir_entry): no memory");
                }

                return 0;
            }

            computer.Memory.Label(address, size, $"proc entry {name}", fields: hasAll ? ProcDirEntry.LongFields : ProcDirEntry.Fields);
            if (computer.Recording)
            {
                computer.Note("kmalloc(proc_dir_entry)");
            }

            for (int i = 0; i < size; i += 8)
            {
                computer.Memory.Poke(address + i, 0);
            }

            var entry = new ProcDirEntry(kernel, address);
            entry.NameHash = HashOf(last);
            if (hasAll)
            {
                entry.Parent = directory;
            }

            computer.Memory.Poke(entry.Mode.Address, mode);
            return address.Value;
        }
    }

    private readonly struct LinkBody(ProcFs proc, ProcDirEntry entry) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (proc._kernel.Profile.SetsDefaultsFirst && !(entry.IsLong && (entry.IsDirectory || entry.IsLink)))
            {
                computer.Memory.Poke(entry.ProcFops.Address, proc.DefaultOperations.Value);
            }

            proc.Link(entry);
            return entry.Address.Value;
        }
    }

    /// <summary>The end of proc_register of 2.6.11: what the module has not set by now gets the default.</summary>
    private readonly struct DefaultsBody(ProcFs proc, ProcDirEntry entry) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Memory.Peek(entry.ProcFops.Address) == 0)
            {
                computer.Memory.Poke(entry.ProcFops.Address, proc.DefaultOperations.Value);
            }

            if (computer.Recording)
            {
                computer.Note("proc_register: default operations");
            }

            return 0;
        }
    }

    private readonly struct CreateBody(ProcFs proc, string name, int mode, ProcDirEntry parent, Address operations, Address inodeOperations, Address owner) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (proc.IsRefused(name, parent))
            {
                return 0;
            }

            var address = new Address((int)new AllocateBody(proc, name, mode, parent, isLong: false).Run(computer));
            if (address.IsNull)
            {
                return 0;
            }

            var entry = new ProcDirEntry(proc._kernel, address);
            computer.Memory.Poke(entry.ProcFops.Address, operations.IsNull ? proc.DefaultOperations.Value : operations.Value);
            computer.Memory.Poke(entry.ProcIops.Address, inodeOperations.Value);
            computer.Memory.Poke(entry.Owner.Address, owner.Value);
            proc.Link(entry);
            return address.Value;
        }
    }
}
