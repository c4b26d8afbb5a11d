using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration.Odds;

/// <summary>At every choice each option is as likely as the others.</summary>
internal sealed class UniformScheduler(ulong seed) : IStrategy
{
    private SplitMix64 _random = new(seed);

    public void BeginExecution(Computer computer)
    {
    }

    public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => _random.Below(enabled.Length);

    public int NextValue(int count) => _random.Below(count);
}
