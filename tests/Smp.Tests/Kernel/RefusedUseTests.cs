using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>What the machine cannot model it refuses by name: an error, never a proof.</summary>
public sealed class RefusedUseTests
{
    [Fact]
    public void A_program_that_looks_at_memory_without_a_step()
        => MustRefuse("without a step", stage =>
        {
            var x = stage.KernelInt("x");
            var seen = stage.Ghost("seen");
            stage.KernelThread("looks", async () =>
            {
                await x.Store(1);
                seen.Value = x.Inspect();
            });
        });

    [Fact]
    public void An_access_that_is_not_aligned()
        => MustRefuse("aligned accesses only", stage =>
        {
            var x = stage.KernelInt("x");
            stage.KernelThread("unaligned", async () => await new Shared<int>(stage.Computer, x.Address + 2).Load());
        });

    [Fact]
    public void A_task_on_two_wait_queues()
        => MustRefuse("while it is on another wait queue", stage =>
        {
            var one = stage.Kernel.NewWaitQueue("one");
            var two = stage.Kernel.NewWaitQueue("two");
            stage.KernelThread("waits", async () =>
            {
                await one.PrepareToWait(TaskState.Interruptible, false, new Site("test", 1, "waits"));
                await two.PrepareToWait(TaskState.Interruptible, false, new Site("test", 2, "waits"));
            });
        });

    private static void MustRefuse(string words, Action<Stage> build)
    {
        var result = Explored.In("U0", build);
        Assert.Equal(Verdict.Error, result.Verdict);
        Assert.Contains(words, result.ErrorMessage, StringComparison.Ordinal);
    }
}
