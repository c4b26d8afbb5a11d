using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// /proc/PID/status, comm, cmdline and wchan of the processes that a stage wants them for: how a task is, and in which
/// function it sleeps. Nothing is kept for anybody where no stage asks.
/// </summary>
/// <remarks>
/// After fs/proc/array.c (task_state) and proc_pid_wchan in fs/proc/base.c of 2.6.11 and 6.8, with the lines that the model
/// knows. A function is that of the module whose code the task is in, or that of pause(2); what else sleeps in the kernel
/// is shown as <c>0</c>, as where there is no symbol for it. Nobody can be stopped here, so there is no T.
/// </remarks>
public sealed class ProcPidText
{
    private const int Bytes = 8;
    private const int FewTasks = 16;
    private const int ManyTasks = 1024;

    private readonly LinuxKernel _kernel;

    // One word a task, the function of a module that it is in: made with the first process.
    private readonly List<Address> _functions = [];

    internal ProcPidText(LinuxKernel kernel) => _kernel = kernel;

    private KernelMemory Memory => _kernel.Computer.Memory;

    // Where people look around, processes come and go.
    private int MaxTasks => _kernel.Directories.IsUsed ? ManyTasks : FewTasks;

    /// <summary>Gives a process its files, while the computer is being built.</summary>
    /// <param name="task">The process.</param>
    /// <param name="arguments">What it was called with, its own name first; null for its name alone.</param>
    public void Add(TaskStruct task, IReadOnlyList<string>? arguments = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Index >= MaxTasks)
        {
            throw new MachineException($"the files of processes are for machines of {MaxTasks} tasks at most");
        }

        if (_functions.Count == 0)
        {
            _functions.Add(Memory.Allocate(MaxTasks * Bytes, "functions of tasks", RegionKind.Control));
        }

        string root = $"/proc/{task.Pid}/";
        _kernel.ProcFiles.Add(root + "status", () => Status(task));
        _kernel.ProcFiles.Add(root + "comm", () => task.Command + "\n");
        _kernel.ProcFiles.Add(root + "cmdline", () => string.Join('\0', arguments ?? [task.Command]) + "\0");
        _kernel.ProcFiles.Add(root + "wchan", () => Wchan(task));
    }

    /// <summary>The current task enters a function of a module, or leaves it (NULL). Inside a step.</summary>
    internal void Enters(Address function)
    {
        if (_functions.Count != 0 && _kernel.CurrentOrNull is { } task && task.Index < MaxTasks && _kernel.Computer.Current == task.Agent)
        {
            Memory.Poke(FunctionOf(task), function.Value);
        }
    }

    private Address FunctionOf(TaskStruct task) => _functions[0] + (task.Index * Bytes);

    private string Status(TaskStruct task)
    {
        int uid = task.EffectiveUserId;
        return $"Name:\t{task.Command}\nState:\t{State(task)}\nTgid:\t{task.Leader.Pid}\nPid:\t{task.Pid}\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n";
    }

    private string State(TaskStruct task)
    {
        // Who only sleeps has no program that could have ended.
        bool hasEnded = _kernel.Computer.Agents[task.Agent].Body is not null && (_kernel.Computer.BlockedBy(task.Agent) & (Blocked.Finished | Blocked.Dead)) != 0;
        return task.State switch
        {
            TaskState.Dead => "X (dead)",
            TaskState.Zombie => "Z (zombie)",
            _ when hasEnded => "Z (zombie)",
            TaskState.Interruptible => "S (sleeping)",
            TaskState.Uninterruptible => "D (disk sleep)",
            _ => "R (running)",
        };
    }

    private string Wchan(TaskStruct task)
    {
        if (task.State is not (TaskState.Interruptible or TaskState.Uninterruptible))
        {
            return "0";
        }

        var function = new Address((int)Memory.Peek(FunctionOf(task)));
        bool waitsForNothing = task.State == TaskState.Interruptible && Memory.Peek(task.WaitEntry) == 0;
        return !function.IsNull ? _kernel.Text.NameOf(function) ?? "0"
            : !waitsForNothing ? "0"
            : _kernel.Profile.Generation == KernelGeneration.V68 ? "__do_sys_pause" : "sys_pause";
    }
}
