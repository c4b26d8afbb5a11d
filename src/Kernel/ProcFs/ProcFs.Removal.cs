using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class ProcFs
{
    /// <summary>
    /// remove_proc_entry: the first entry of that name. In 2.6.11 open files lose their operations and nobody is waited
    /// for; with pde_users the callers inside are, and what is still open is released.
    /// </summary>
    internal async KTask RemoveProcEntry(string name, ProcDirEntry parent, Site site)
    {
        Computer.Announce(Operation.Kernel, _root, site);
        var entry = new ProcDirEntry(_kernel, new Address((int)await new Step<UnlinkBody>(Computer, new UnlinkBody(this, name, parent))));
        if (!entry.IsNull)
        {
            await Retire(entry, name, site);
        }
    }

    /// <summary>proc_remove: this entry and no other, whatever its name; NULL is no entry, and no step.</summary>
    internal async KTask ProcRemove(ProcDirEntry entry, Site site)
    {
        if (entry.IsNull)
        {
            return;
        }

        Computer.Announce(Operation.Kernel, _root, site);
        if (await new Step<UnlinkEntryBody>(Computer, new UnlinkEntryBody(this, entry)) != 0)
        {
            while (FirstIn(entry) is { IsNull: false } child)
            {
                await ProcRemove(child, site);
            }

            await Retire(entry, NameOf(entry), site);
        }
    }

    /// <summary>The entry is out of the tree: its users lose it or are waited for, and the last of them frees it.</summary>
    private async KTask Retire(ProcDirEntry entry, string name, Site site)
    {
        if (_kernel.Profile.HasPdeUsers)
        {
            await RunDown(entry, site);
            Computer.Announce(Operation.Kernel, entry.Address, Here("pde_put"));
            await new Step<CountBody>(Computer, new CountBody(this, entry, name, atomic: true));
            return;
        }

        if (!entry.Files.IsNull)
        {
            Computer.Announce(Operation.Kernel, entry.Address, Here("proc_kill_inodes"));
            await new Step<KillBody>(Computer, new KillBody(_kernel, entry));
        }

        // de_put holds the kernel lock, these two lines do not.
        Computer.Announce(Operation.Kernel, entry.Address, Here("remove_proc_entry"));
        if (await new Step<CountBody>(Computer, new CountBody(this, entry, name, atomic: false)) != 0)
        {
            Computer.Announce(Operation.Kernel, entry.Address, Here("remove_proc_entry"));
            await new Step<DeletedBody>(Computer, new DeletedBody(this, entry, name));
        }
    }

    /// <summary>A file is opened on an entry: file_move. Inside a step.</summary>
    internal static void PutOnList(ProcDirEntry entry, OpenFile file)
    {
        file.Next = entry.Files;
        entry.Files = file.Address;
    }

    /// <summary>file_kill. Inside a step.</summary>
    private void TakeOffList(ProcDirEntry entry, OpenFile file)
    {
        if (!Computer.Check(entry.Address, ProcDirEntry.Size))
        {
            return;
        }

        if (entry.Files == file.Address)
        {
            entry.Files = file.Next;
            return;
        }

        for (var at = new OpenFile(_kernel, entry.Files); !at.Address.IsNull; at = new OpenFile(_kernel, at.Next))
        {
            if (at.Next == file.Address)
            {
                at.Next = file.Next;
                return;
            }
        }
    }

    private string NameOf(ProcDirEntry entry) => Computer.Memory.NameOf(entry.Address).Replace("proc entry ", "", StringComparison.Ordinal);

    private void FreeEntry(ProcDirEntry entry)
    {
        if (entry.IsLong && entry.IsLink)
        {
            Computer.Memory.SetShadow(entry.Target, TargetOf(entry).Length + 1, Shadow.Freed);
        }

        Computer.Memory.SetShadow(entry.Address, entry.Length, Shadow.Freed);
    }

    private readonly struct UnlinkBody(ProcFs proc, string name, ProcDirEntry parent) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Acquire(proc._root);
            if (!proc.TryWalk(name, parent, out var directory, out var last))
            {
                return 0;
            }

            var entry = proc.Find(last, directory.IsNull ? proc._root : directory.Subdir, out var link);
            if (!entry.IsNull)
            {
                computer.Memory.Poke(link, entry.Next);
                proc.WarnOfChildren(entry);
            }
            else if (proc._kernel.Profile.Generation == KernelGeneration.V68)
            {
                proc._kernel.Log.Append($"<4>name '{name}'\n");
            }

            if (computer.Recording)
            {
                computer.Note($"remove_proc_entry({name})");
            }

            return entry.Address.Value;
        }
    }

    /// <summary>1, or 0 if the entry is not in the tree (any more).</summary>
    private readonly struct UnlinkEntryBody(ProcFs proc, ProcDirEntry entry) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Acquire(proc._root);
            if (!computer.Check(entry.Address, ProcDirEntry.Size))
            {
                return 0;
            }

            if (computer.Recording)
            {
                string call = proc._kernel.Profile.Generation == KernelGeneration.V20 ? "proc_unregister" : "proc_remove";
                computer.Note($"{call}({proc.NameOf(entry)})");
            }

            var memory = computer.Memory;
            var parent = entry.Parent;
            for (var link = parent.IsNull ? proc._root : parent.Subdir; memory.Peek(link) is var next and not 0; link = new Address((int)next))
            {
                if (next == entry.Address.Value)
                {
                    memory.Poke(link, entry.Next);
                    return 1;
                }
            }

            return 0;
        }
    }

    /// <summary>proc_kill_inodes: every file open on the entry loses its operations.</summary>
    private readonly struct KillBody(LinuxKernel kernel, ProcDirEntry entry) : IStepBody
    {
        public long Run(Computer computer)
        {
            int killed = 0;
            for (var file = new OpenFile(kernel, entry.Files); !file.Address.IsNull; file = new OpenFile(kernel, file.Next))
            {
                var operations = file.Operations;
                file.Operations = Address.Null;
                if (!operations.IsNull && computer.Check(operations, 8))
                {
                    new ModulePutBody(kernel, new FileOperations(kernel, operations).Owner).Run(computer);
                }

                killed++;
            }

            if (computer.Recording)
            {
                computer.Note($"proc_kill_inodes: f_op = NULL in {killed} open file{(killed == 1 ? "" : "s")}");
            }

            return killed;
        }
    }

    /// <summary>Nobody uses the entry: freed, 0. Else how many do.</summary>
    private readonly struct CountBody(ProcFs proc, ProcDirEntry entry, string name, bool atomic) : IStepBody
    {
        public long Run(Computer computer)
        {
            long count = entry.Count;
            if (count == 0)
            {
                proc.FreeEntry(entry);
            }
            else if (atomic)
            {
                entry.Deleted = true;
            }

            if (computer.Recording)
            {
                computer.Note(count == 0 ? $"frees the entry {name}" : $"entry {name}: count {count}");
            }

            return count;
        }
    }

    private readonly struct DeletedBody(ProcFs proc, ProcDirEntry entry, string name) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (!computer.Check(entry.Address, ProcDirEntry.Size))
            {
                return 0;
            }

            entry.Deleted = true;
            proc._kernel.Log.Append($"<4>remove_proc_entry: /proc/{name} busy, count={entry.Count}\n");
            return 1;
        }
    }
}
