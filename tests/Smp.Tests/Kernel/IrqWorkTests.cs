using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Works that an interrupt handler queues: on the CPU that took the interrupt, and how often at once.</summary>
public sealed class IrqWorkTests
{
    [Theory]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void A_work_of_2_6_can_run_on_two_CPUs_at_once(string environment)
        => Explored.MustFind(environment, "never", stage => Twice(stage, isSingle: false));

    [Theory]
    [InlineData("U0", false)]
    [InlineData("UP", false)]
    [InlineData("B20", false)]
    [InlineData("S68", false)]
    [InlineData("S68p", false)]
    [InlineData("S26", true)]
    [InlineData("S26p", true)]
    [InlineData("S68", true)]
    public void Not_on_one_CPU_nor_in_6_8_nor_where_its_queue_has_one_thread(string environment, bool isSingle)
        => Explored.MustProve(environment, stage => Twice(stage, isSingle));

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_queue_with_one_thread_is_flushed_and_destroyed_like_others(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var ran = stage.Ghost("ran");
            var module = stage.Load(kernel => new IrqWorkModule(kernel, isSingle: true, async m =>
            {
                await m.Value.Store(1);
                ran.Value++;
            }));
            stage.Expiries(0);
            stage.IrqSource("device", IrqWorkModule.Irq, 1);
            stage.Process("rmmod", async p => await p.Rmmod(module.Name));
            stage.Reach("the work ran and the module is gone", () => ran.Value == 1 && module.State == ModuleState.Unloaded);
        });

    private static void Twice(Stage stage, bool isSingle)
    {
        var inside = stage.Ghost("inside");
        var ran = stage.Ghost("ran");
        var module = stage.Load(kernel => new IrqWorkModule(kernel, isSingle, async m =>
        {
            inside.Value++;
            await m.Value.Store(1);
            inside.Value--;
            ran.Value++;
        }));
        stage.Expiries(0);
        stage.IrqSource("device", IrqWorkModule.Irq, 2);
        stage.Never("the work runs twice at once", () => inside.Value > 1);
        stage.Reach("it ran twice", () => ran.Value == 2 && !module.IsBusy);
    }
}
