using System.Globalization;
using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The files that every process has under /proc/PID, and the tasks behind them: an inode knows the process by its pid, so
/// that a task that has gone is told from one that is there, and who looks at a task holds a reference to it meanwhile.
/// None is there unless it was added while the computer was built; then processes also end in steps of their own.
/// </summary>
/// <remarks>
/// After fs/proc/base.c (proc_pid_lookup, proc_pident_lookup, get_proc_task) and kernel/exit.c of 6.8. Nobody waits for a
/// process here: it is a zombie until its own next step, with which it is gone, as where its parent ignores SIGCHLD.
/// </remarks>
public sealed class ProcPidFiles
{
    private const int Bytes = 8;
    private const int MaxTasks = 16;

    /// <summary>Where the pid stands after an inode: struct proc_inode.</summary>
    private const int PidOffset = Inode.Size;

    private readonly LinuxKernel _kernel;
    private readonly List<Entry> _entries = [];

    // One word a task, how often it is referred to: made with the first entry.
    private readonly List<Address> _usage = [];

    internal ProcPidFiles(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>Whether any was added.</summary>
    internal bool IsUsed => _entries.Count != 0;

    private Computer Computer => _kernel.Computer;

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>How often a task is referred to by those who look at it: for the clauses of a scenario.</summary>
    public long ReferencesTo(TaskStruct task)
    {
        Computer.RequireInspection("a task");
        return Memory.Peek(UsageOf(task));
    }

    /// <summary>Whether a process has ended: for the clauses of a scenario.</summary>
    public bool IsGone(TaskStruct task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Computer.RequireInspection("a task");
        return task.State == TaskState.Dead;
    }

    /// <summary>REG(name, mode, operations) of tgid_base_stuff: a file that every process has. While the computer is being built.</summary>
    internal void Add(string name, int mode, FileOperations operations)
    {
        if (_usage.Count == 0)
        {
            _usage.Add(Memory.Allocate(MaxTasks * Bytes, "task_struct.usage", RegionKind.Control));
        }

        _entries.Add(new Entry(name, mode, operations.Address));
    }

    /// <summary>Whether a path is that of a file of a process.</summary>
    internal bool Knows(string path) => IsUsed && TrySplit(path, out _, out _);

    /// <summary>
    /// The path look-up and dentry_open: a struct file, NULL if there is no such process any more. In task context.
    /// </summary>
    internal async KTask<OpenFile> LookUp(string path, OpenFlags flags)
    {
        TrySplit(path, out var entry, out int pid);
        Computer.Announce(Operation.Kernel, Address.Null, Here("proc_pid_lookup"));
        var inode = new Address((int)await new Step<LookupBody>(Computer, new LookupBody(this, entry, pid)));
        if (inode.IsNull)
        {
            return new OpenFile(_kernel, Address.Null);
        }

        Computer.Announce(Operation.Kernel, inode, Here("dentry_open"));
        return new OpenFile(_kernel, new Address((int)await new Step<OpenBody>(Computer, new OpenBody(_kernel, new Inode(_kernel, inode), flags))));
    }

    /// <summary>dput at the end of the use: the inode goes. In task context.</summary>
    internal Step<ReleaseBody> Release(Inode inode)
    {
        Computer.Announce(Operation.Reference, inode.Address, Here("dput"));
        return new Step<ReleaseBody>(Computer, new ReleaseBody(inode));
    }

    /// <summary>get_proc_task(inode): the task, with a reference to it; null once the process has gone. In any context.</summary>
    internal async KTask<TaskStruct?> GetTask(Address inode, Site site)
    {
        Computer.At(site);
        Computer.Announce(Operation.Reference, inode, site, PidOffset + Bytes);
        int pid = (int)await new Step<GetTaskBody>(Computer, new GetTaskBody(this, inode));
        return pid == 0 ? null : _kernel.FindTask(pid);
    }

    /// <summary>put_task_struct(task). In any context.</summary>
    internal Step<PutTaskBody> PutTask(TaskStruct task, Site site)
    {
        Computer.At(site);
        Computer.Announce(Operation.Reference, UsageOf(task), site);
        return new Step<PutTaskBody>(Computer, new PutTaskBody(task, UsageOf(task)));
    }

    /// <summary>The end of do_exit: the task is a zombie, and then it is gone. In task context.</summary>
    internal async KTask ExitNotify(TaskStruct task)
    {
        Computer.Announce(Operation.Kernel, task.Address, Here("exit_notify"));
        await new Step<EndBody>(Computer, new EndBody(task, TaskState.Zombie));
        Computer.Announce(Operation.Kernel, task.Address, Here("release_task"));
        await new Step<EndBody>(Computer, new EndBody(task, TaskState.Dead));
    }

    private static Site Here(string function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new(file, line, function);

    private Address UsageOf(TaskStruct task)
        => task.Index < MaxTasks ? _usage[0] + (task.Index * Bytes) : throw new MachineException($"the files of processes are for machines of {MaxTasks} tasks at most");

    private bool TrySplit(string path, out Entry entry, out int pid)
    {
        entry = default;
        pid = 0;
        if (!path.StartsWith(ProcFs.Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = path.AsSpan(ProcFs.Prefix.Length);
        int slash = rest.IndexOf('/');
        if (slash <= 0 || !int.TryParse(rest[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out pid))
        {
            return false;
        }

        foreach (var one in _entries)
        {
            if (rest[(slash + 1)..].SequenceEqual(one.Name))
            {
                entry = one;
                return true;
            }
        }

        return false;
    }

    internal readonly record struct Entry(string Name, int Mode, Address Operations);

    private readonly struct LookupBody(ProcPidFiles files, Entry entry, int pid) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = files._kernel;
            bool isThere = kernel.FindTask(pid) is { } task && task.State != TaskState.Dead;
            if (computer.Recording)
            {
                computer.Note($"proc_pid_lookup({pid}){(isThere ? "" : ": no such process")}");
            }

            if (!isThere)
            {
                return 0;
            }

            var address = computer.AllocateHeap(PidOffset + Bytes, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario looks up too many paths in one run");
            }

            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, PidOffset + Bytes, $"inode of /proc/{pid}/{entry.Name}", fields: Inode.Fields);
            }

            var inode = new Inode(kernel, address)
            {
                Users = 1,
                InodeOperations = Address.Null,
                FileOperations = entry.Operations,
                Mode = entry.Mode,
                ProcEntry = Address.Null,
            };
            computer.Memory.Poke(inode.Address + PidOffset, pid);
            return address.Value;
        }
    }

    private readonly struct OpenBody(LinuxKernel kernel, Inode inode, OpenFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            var address = computer.AllocateHeap(OpenFile.SizeWithPrivateData, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario opens too many files in one run");
            }

            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, OpenFile.SizeWithPrivateData, $"struct file of {kernel.Current}", fields: OpenFile.Fields);
                computer.Note("dentry_open");
            }

            var file = new OpenFile(kernel, address)
            {
                Operations = inode.FileOperations,
                Inode = inode.Address,
                Count = 1,
                PrivateData = Address.Null,
                Released = ReleaseState.None,
            };
            file.SetFlags(flags);
            computer.Memory.Poke(file.Position.Address, 0);
            return address.Value;
        }
    }

    internal readonly struct ReleaseBody(Inode inode) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Memory.SetShadow(inode.Address, PidOffset + Bytes, Shadow.Freed);
            return 0;
        }
    }

    private readonly struct GetTaskBody(ProcPidFiles files, Address inode) : IStepBody
    {
        public long Run(Computer computer)
        {
            int pid = (int)computer.Memory.Peek(inode + PidOffset);
            var task = files._kernel.FindTask(pid)!;
            bool isThere = task.State != TaskState.Dead;
            if (isThere)
            {
                var usage = files.UsageOf(task);
                computer.Memory.Poke(usage, computer.Memory.Peek(usage) + 1);
            }

            if (computer.Recording)
            {
                computer.Note($"get_proc_task: {(isThere ? task.ToString() : "the process has gone")}");
            }

            return isThere ? pid : 0;
        }
    }

    internal readonly struct PutTaskBody(TaskStruct task, Address usage) : IStepBody
    {
        public long Run(Computer computer)
        {
            long left = computer.Memory.Peek(usage) - 1;
            if (left < 0)
            {
                computer.Complain("refcount-underflow", task.Address, $"put_task_struct({task}) without a reference");
                return left;
            }

            computer.Memory.Poke(usage, left);
            if (computer.Recording)
            {
                computer.Note($"put_task_struct({task}): {left} left");
            }

            return left;
        }
    }

    private readonly struct EndBody(TaskStruct task, TaskState state) : IStepBody
    {
        public long Run(Computer computer)
        {
            task.State = state;
            if (computer.Recording)
            {
                computer.Note($"{task} {(state == TaskState.Zombie ? "is a zombie" : "is gone")}");
            }

            return (long)state;
        }
    }
}
