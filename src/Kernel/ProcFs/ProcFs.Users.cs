using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// pde_users: callers are counted while they are inside an entry's methods, and removal waits for them, then runs
/// -&gt;release itself for what is still open.
/// </summary>
/// <remarks>After fs/proc/inode.c of 6.8 (use_pde, unuse_pde, close_pdeo, proc_entry_rundown).</remarks>
public sealed partial class ProcFs
{
    /// <summary>use_pde: false once removal has begun.</summary>
    internal async KTask<bool> Use(ProcDirEntry entry)
    {
        Computer.Announce(Operation.Reference, entry.UsersWord, Here("use_pde"));
        return await new Step<UseBody>(Computer, new UseBody(entry)) != 0;
    }

    /// <summary>unuse_pde; after a successful -&gt;open the file is entered among those whose -&gt;release is due.</summary>
    internal async KTask Unuse(ProcDirEntry entry, OpenFile opened = default)
    {
        Computer.Announce(Operation.Reference, entry.UsersWord, Here("unuse_pde"));
        await new Step<UnuseBody>(Computer, new UnuseBody(this, entry, opened));
    }

    /// <summary>close_pdeo: -&gt;release runs once, by whoever comes first; the other waits for its end.</summary>
    internal async KTask CloseOnce(ProcDirEntry entry, Inode inode, OpenFile file, Address release)
    {
        while (true)
        {
            Computer.Announce(Operation.Kernel, file.Address, Here("close_pdeo"));
            switch (await new Step<BeginCloseBody>(Computer, new BeginCloseBody(_kernel, entry, file)))
            {
                case 0:
                    return;
                case 1:
                    await _kernel.Vfs.CallRelease(release, inode, file);
                    Computer.Announce(Operation.Kernel, file.Address, Here("close_pdeo"));
                    await new Step<EndCloseBody>(Computer, new EndCloseBody(this, entry, file));
                    return;
                default:
                    await _kernel.Schedule(Here("close_pdeo"));
                    break;
            }
        }
    }

    /// <summary>proc_entry_rundown.</summary>
    private async KTask RunDown(ProcDirEntry entry, Site site)
    {
        while (true)
        {
            Computer.Announce(Operation.Wait, entry.UsersWord, site);
            if (await new Step<RunDownBody>(Computer, new RunDownBody(_kernel, entry)) != 0)
            {
                break;
            }

            await _kernel.Schedule(Here("proc_entry_rundown"));
        }

        for (var file = new OpenFile(_kernel, entry.Files); !file.Address.IsNull; file = new OpenFile(_kernel, file.Next))
        {
            if (!file.Operations.IsNull && file.Released != ReleaseState.None)
            {
                var release = new FileOperations(_kernel, file.Operations).Release;
                await CloseOnce(entry, new Inode(_kernel, file.Inode), file, release);
            }
        }
    }

    private void WakeWaiter(ProcDirEntry entry)
    {
        if (entry.Waiter != 0)
        {
            var task = _kernel.TaskOf((int)entry.Waiter - 1);
            entry.Waiter = 0;
            _kernel.Scheduler.TryToWakeUp(task, TaskState.Uninterruptible);
        }
    }

    private readonly struct UseBody(ProcDirEntry entry) : IStepBody
    {
        public long Run(Computer computer)
        {
            bool refused = entry.Unloading;
            if (!refused)
            {
                entry.Users++;
            }

            if (computer.Recording)
            {
                computer.Note(refused ? "use_pde: refused, the entry goes" : $"use_pde: {entry.Users} inside");
            }

            return refused ? 0 : 1;
        }
    }

    private readonly struct UnuseBody(ProcFs proc, ProcDirEntry entry, OpenFile opened) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (!opened.Address.IsNull)
            {
                opened.Released = ReleaseState.Due;
            }

            computer.Release(entry.UsersWord);
            if (--entry.Users == 0 && entry.Unloading)
            {
                proc.WakeWaiter(entry);
            }

            if (computer.Recording)
            {
                computer.Note($"unuse_pde: {entry.Users} inside");
            }

            return entry.Users;
        }
    }

    /// <summary>1: the caller runs -&gt;release; 0: it has run, or need not; 2: somebody runs it, and the caller is asleep.</summary>
    private readonly struct BeginCloseBody(LinuxKernel kernel, ProcDirEntry entry, OpenFile file) : IStepBody
    {
        public long Run(Computer computer)
        {
            switch (file.Released)
            {
                case ReleaseState.Due:
                    file.Released = ReleaseState.Running;
                    return 1;
                case ReleaseState.Running:
                    if (AtomicContext.Refuses(kernel, "wait_for_completion()"))
                    {
                        return 0;
                    }

                    entry.Waiter = kernel.Current.Agent + 1;
                    kernel.Current.State = TaskState.Uninterruptible;
                    return 2;
                default:
                    computer.Acquire(entry.UsersWord);
                    return 0;
            }
        }
    }

    private readonly struct EndCloseBody(ProcFs proc, ProcDirEntry entry, OpenFile file) : IStepBody
    {
        public long Run(Computer computer)
        {
            file.Released = ReleaseState.Done;
            computer.Release(entry.UsersWord);
            proc.WakeWaiter(entry);
            return 0;
        }
    }

    private readonly struct RunDownBody(LinuxKernel kernel, ProcDirEntry entry) : IStepBody
    {
        public long Run(Computer computer)
        {
            entry.Unloading = true;
            bool isFree = entry.Users == 0;
            computer.Acquire(entry.UsersWord);
            if (!isFree && AtomicContext.Refuses(kernel, "wait_for_completion()"))
            {
                return 1;
            }

            // With nobody inside it may be done anywhere; a handler has no task whose state that would be.
            if (kernel.CurrentOrNull is { } task && task.Agent == computer.Current)
            {
                task.State = isFree ? TaskState.Running : TaskState.Uninterruptible;
            }

            entry.Waiter = isFree ? 0 : computer.Current + 1;
            if (computer.Recording)
            {
                computer.Note(isFree ? "proc_entry_rundown: nobody inside" : $"proc_entry_rundown: waits for {entry.Users} inside");
            }

            return isFree ? 1 : 0;
        }
    }
}
