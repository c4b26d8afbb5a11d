using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Diagnostics;

/// <summary>atomic_read and then atomic_set is a check and an act like any other, and is explained as one.</summary>
public sealed class AtomicAccessTests
{
    [Fact]
    public void An_atomic_counter_that_is_read_and_then_set_is_told_as_a_stale_read()
    {
        var finding = Explored.MustFind("S26", "never", stage => Count(stage, async counter => await counter.Set((int)await counter.Read() + 1)));

        Assert.Matches("read counter = 0 at .* and went on relying on it, but .* changed counter to 1 at .* before .* stored 1 at", finding.Report.Explanation);
    }

    [Fact]
    public void One_that_adds_in_one_operation_is_proved() => Explored.MustProve("S26", stage => Count(stage, async counter => await counter.AddReturn(1)));

    private static void Count(Stage stage, Func<Atomic, KTask> add)
    {
        var counter = new Atomic(stage.Computer, stage.Computer.Memory.Allocate(sizeof(int), "counter", RegionKind.KernelData));
        var done = stage.Ghost("done");
        for (int i = 0; i < 2; i++)
        {
            stage.KernelThread($"adder{i}", async () =>
            {
                await add(counter);
                done.Value++;
            });
        }

        stage.Never("an addition was lost", () => done.Value == 2 && counter.Inspect() != 2);
        stage.Reach("both were done", () => done.Value == 2);
    }
}
