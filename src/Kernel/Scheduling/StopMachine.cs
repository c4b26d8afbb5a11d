using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// stop_machine: its body is one step, which can be taken only while every other CPU is idle, in user mode, or in kernel
/// code that may be preempted.
/// </summary>
/// <remarks>After kernel/stop_machine.c of 2.6.11, whose high-priority threads each CPU has to schedule first.</remarks>
public sealed class StopMachine
{
    private readonly LinuxKernel _kernel;
    private readonly Address _gate;

    // Known once somebody has come to this in a run: until then nobody needs to be looked for.
    private readonly Derived _wasAsked;

    internal StopMachine(LinuxKernel kernel)
    {
        _kernel = kernel;
        _wasAsked = new Derived(kernel.Computer.Memory);
        _gate = kernel.Computer.Memory.Allocate(8, "stop_machine", RegionKind.Control);
    }

    /// <summary>Announces the step; the caller awaits its body.</summary>
    internal void Announce([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        _kernel.Computer.Announce(Operation.StopMachine, _gate, new Site(file, line, function));
        _wasAsked.Set(1);
        Refresh();
    }

    /// <summary>A CPU's state has changed: those who wait to stop the machine may or may not be able to now.</summary>
    internal void Refresh()
    {
        if (!_wasAsked.IsKnown)
        {
            return;
        }

        foreach (var task in _kernel.Tasks)
        {
            if (_kernel.Computer.PendingOperation(task.Agent) == Operation.StopMachine)
            {
                _kernel.Computer.Block(task.Agent, Blocked.Condition, !OthersStandStill(task.Agent));
            }
        }
    }

    /// <summary>What decides whether <paramref name="agent"/> can stop the machine: the state of every other CPU.</summary>
    internal void ReadConditions(int agent)
    {
        int own = _kernel.Computer.CpuOf(agent);
        foreach (var cpu in _kernel.Cpus)
        {
            if (cpu.Id != own)
            {
                _ = _kernel.Scheduler.IsQuiescent(cpu);
            }
        }
    }

    private bool OthersStandStill(int agent)
    {
        int own = _kernel.Computer.CpuOf(agent);
        foreach (var cpu in _kernel.Cpus)
        {
            if (cpu.Id != own && !_kernel.Scheduler.IsQuiescent(cpu))
            {
                return false;
            }
        }

        return true;
    }
}
