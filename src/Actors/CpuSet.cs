using Smp.Machine;

namespace Smp.Actors;

/// <summary>Makes the CPUs of one computer: they share the list of system calls under way, since a call may begin on one and end on another.</summary>
public static class CpuSet
{
    /// <summary>CPUs 0 to <paramref name="count"/> - 1.</summary>
    public static CpuActor[] Create(Computer computer, IActorHost host, IEntry entry, int count)
    {
        var calls = new List<SyscallActivation>();
        var cpus = new CpuActor[count];
        for (int i = 0; i < count; i++)
        {
            cpus[i] = new CpuActor(computer, host, entry, i, calls);
        }

        return cpus;
    }
}
