using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration;

public sealed class StateTableTests
{
    [Fact]
    public void It_is_a_set()
    {
        var table = new StateTable();
        var numbers = new SplitMix64(1);
        var known = new HashSet<Identity>();
        for (int i = 0; i < 50_000; i++)
        {
            // Few different low bits, so that probing has work to do; zero and its neighbour are states too.
            var state = new Identity((ulong)numbers.Below(200), (ulong)numbers.Below(200));
            if (state != new Identity(0, 1))
            {
                Assert.Equal(known.Add(state), table.Add(state));
            }
        }

        Assert.Equal(known.Count, table.Count);
    }

    [Fact]
    public void A_full_set_says_new_and_keeps_nothing()
    {
        var table = new StateTable(maxCount: 2);
        Assert.True(table.Add(new Identity(1, 1)) && table.Add(new Identity(2, 2)) && table.Add(new Identity(3, 3)));
        Assert.True(table.Add(new Identity(3, 3)));
        Assert.False(table.Add(new Identity(2, 2)));
        Assert.Equal(2, table.Count);
    }
}
