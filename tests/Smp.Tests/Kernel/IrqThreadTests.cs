using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>request_threaded_irq of 6.8: a handler that says IRQ_WAKE_THREAD, and the thread that does the rest.</summary>
public sealed class IrqThreadTests
{
    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void The_thread_may_sleep_and_what_comes_before_it_has_begun_is_one(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var ran = stage.Ghost("ran");
            stage.Load(kernel => new IrqThreadModule(kernel, async m =>
            {
                await m.Allocate();
                ran.Value++;
            }));
            var line = stage.IrqSource("device", IrqThreadModule.Irq, 2);
            stage.Reach("once for two", () => line.Handled == 2 && ran.Value == 1);
            stage.Reach("once for each", () => ran.Value == 2);
            stage.Never("more often", () => ran.Value > 2);
        });

    [Fact]
    public void The_next_interrupt_may_come_while_the_thread_runs()
        => Explored.MustFind("S68", "never", stage =>
        {
            var inside = stage.Ghost("inside");
            var module = stage.Load(kernel => new IrqThreadModule(kernel, async m =>
            {
                inside.Value = 1;
                await m.Value.Store(1);
                inside.Value = 0;
            }));
            var line = stage.IrqSource("device", IrqThreadModule.Irq, 2);
            stage.Never("the handler has come again", () => inside.Value == 1 && line.Handled == 2 && module.Value.Inspect() == 0);
        });

    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void Free_irq_waits_for_the_thread(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var ran = stage.Ghost("ran");
            var module = stage.Load(kernel => new IrqThreadModule(kernel, async m =>
            {
                await m.Value.Store(1);
                ran.Value++;
            }));
            stage.IrqSource("device", IrqThreadModule.Irq, 1);
            stage.Process("rmmod", async p => await p.Rmmod(module.Name));
            stage.Reach("it ran, and the module is gone", () => ran.Value == 1 && module.State == ModuleState.Unloaded);
        });

    [Fact]
    public void Without_IRQ_WAKE_THREAD_it_does_not_run()
        => Explored.MustProve("S68", stage =>
        {
            var ran = stage.Ghost("ran");
            stage.Load(kernel => new IrqThreadModule(
                kernel,
                _ =>
                {
                    ran.Value = 1;
                    return KTask.Completed;
                },
                wakes: false));
            var line = stage.IrqSource("device", IrqThreadModule.Irq, 1);
            stage.Never("the thread ran", () => ran.Value == 1);
            stage.Reach("the handler did", () => line.Handled == 1);
        });

    [Fact]
    public void A_thread_without_a_handler_is_refused_where_the_line_is_not_masked_meanwhile()
        => Explored.MustProve("S68", stage =>
        {
            const string Message = "Threaded irq requested with handler=NULL and !ONESHOT for device (irq 5)\n";
            var log = stage.ReadsLog();
            var result = stage.Ghost("result");
            var module = stage.Load(kernel => new IrqThreadModule(kernel, _ => KTask.Completed));
            stage.KernelThread("thread", async () =>
            {
                await module.Value.Load();
                result.Value = await module.RequestWithoutPrimary();
                await module.Value.Load();
            });
            stage.Reach("-EINVAL", () => result.Value == -Errno.EINVAL && log.Contains(Message));
        });
}
