using System.Globalization;
using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// A task that takes more steps in one system call than any bounded one does, and never gives its CPU away: what the
/// watchdog reports after twenty seconds.
/// </summary>
/// <remarks>
/// <para>After kernel/watchdog.c of 6.8 and kernel/softlockup.c of 2.6.13 (2.6.11 says nothing). The machine has no
/// watchdog thread and its time does not pass by itself, so the bound is a number of steps: one for each byte of the
/// longest path there may be. Where the kernel is preemptible the watchdog's own thread would still run, and what is
/// reported is the loop without a bound alone.</para>
/// <para>Whether another task has preempted it meanwhile does not count. That makes the number a function of what the
/// agent itself has done since its kernel stack was last empty, which its history in the state identity tells already:
/// there is nothing to add to the digest.</para>
/// </remarks>
public sealed class SoftLockupDetector : IDetector
{
    /// <summary>The steps that are too many.</summary>
    public const int MaxSteps = 4096;

    private readonly List<int> _steps = [];

    /// <inheritdoc/>
    public string Name => "soft-lockup";

    /// <inheritdoc/>
    public bool WantsSteps => true;

    /// <inheritdoc/>
    public DetectorSight Sight => DetectorSight.HappensBefore;

    /// <summary>A function of the agent's own history: nothing to add.</summary>
    public ulong? Digest => 0;

    /// <inheritdoc/>
    public void Begin()
    {
        for (int i = 0; i < _steps.Count; i++)
        {
            _steps[i] = 0;
        }
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        int agent = computer.Current;
        while (_steps.Count <= agent)
        {
            _steps.Add(0);
        }

        // A kernel thread's loop has no end by design: only system calls are counted.
        bool goesOn = computer.InKernel(agent) && computer.CpuOf(agent) >= 0 && computer.Agents[agent] is { Kind: AgentKind.Task, IsDaemon: false };
        _steps[agent] = goesOn ? _steps[agent] + 1 : 0;
        if (_steps[agent] <= MaxSteps)
        {
            return null;
        }

        string name = computer.Agents[agent].Name;
        string cpu = computer.CpuOf(agent).ToString(CultureInfo.InvariantCulture);
        return new Finding(Name, "soft-lockup", name, $"soft lockup - CPU#{cpu} stuck for {MaxSteps} steps! [{name}]", agent);
    }

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault) => null;

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer) => null;
}
