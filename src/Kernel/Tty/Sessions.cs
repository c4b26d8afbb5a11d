using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Sessions: which process leads which, and the controlling terminal of each, <c>signal->tty</c>. A process that is in no session here
/// has none.
/// </summary>
/// <remarks>
/// After drivers/char/tty_io.c of 2.6.11 and drivers/tty/tty_jobctrl.c of 6.8. 2.6.11 writes the pointers under tasklist_lock, 6.8
/// under the process's siglock as well and with a reference each; whoever reads one without a lock reads plainly.
/// </remarks>
public sealed class Sessions
{
    private const int Bytes = 8;

    private readonly LinuxKernel _kernel;
    private readonly List<Member> _members = [];
    private readonly Address _nobody;

    internal Sessions(LinuxKernel kernel)
    {
        _kernel = kernel;
        _nobody = kernel.Computer.Memory.Allocate(Bytes, "signal_struct", RegionKind.KernelData, fields: ["tty"], title: "nobody");
    }

    /// <summary>signal-&gt;tty of a process; of the idle task where a handler has interrupted nobody.</summary>
    public Shared<long> TtyOf(TaskStruct? task) => new(_kernel.Computer, Find(task) is { } member ? member.Signal : _nobody);

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>A process in the session that <paramref name="leader"/> leads, while the computer is being built.</summary>
    internal void Add(TaskStruct leader, TaskStruct task)
    {
        if (Find(task) is not null)
        {
            throw new MachineException($"{task} is in a session already");
        }

        var signal = Memory.Allocate(Bytes, "signal_struct", RegionKind.KernelData, fields: ["tty"], title: $"{task.Command}/{task.Pid}");
        _members.Add(new Member(task, leader, signal));
    }

    /// <summary>Whether a process leads a session.</summary>
    internal bool IsLeader(TaskStruct task) => Find(task) is { } member && member.Leader == task.Leader;

    /// <summary>The controlling terminal of a process; NULL for none. Inside a step.</summary>
    internal TtyStruct Get(TaskStruct task) => new(_kernel, new Address((int)Memory.Peek(TtyOf(task).Address)));

    /// <summary>Sets it, as the plain store that it is. Inside a step.</summary>
    internal void Set(TaskStruct task, TtyStruct tty)
    {
        if (Find(task) is not { } member)
        {
            throw new MachineException($"{task} is in no session: it can have no terminal");
        }

        _kernel.Computer.NoteAccess(member.Signal, Bytes, isWrite: true, isMarked: false);
        Memory.Poke(member.Signal, tty.Address.Value);
    }

    /// <summary>Nobody in the session of a terminal has it any more. Inside a step.</summary>
    /// <returns>How many had.</returns>
    internal int Clear(TtyStruct tty)
    {
        int had = 0;
        foreach (var member in _members)
        {
            if (tty.Session == member.Leader.Agent + 1 && Memory.Peek(member.Signal) == tty.Address.Value)
            {
                Set(member.Task, default);
                had++;
            }
        }

        return had;
    }

    /// <summary>Who was forked by the leader, at the end of the stage, has the leader's terminal.</summary>
    public void Inherit()
    {
        foreach (var member in _members)
        {
            var tty = Get(member.Leader);
            if (member.Task != member.Leader && !tty.IsNull)
            {
                Memory.Poke(member.Signal, tty.Address.Value);
                tty.References++;
            }
        }
    }

    private Member? Find(TaskStruct? task)
    {
        foreach (var member in _members)
        {
            if (member.Task == task?.Leader)
            {
                return member;
            }
        }

        return null;
    }

    private sealed record Member(TaskStruct Task, TaskStruct Leader, Address Signal);
}
