using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>request_irq and free_irq: who handles a line, when, and until when.</summary>
public sealed class IrqTests
{
    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_handler_can_run_before_request_irq_has_returned(string environment)
        => Explored.MustFind(environment, "never", stage =>
        {
            var inserted = stage.Ghost("insmod is back");
            var module = stage.Make(kernel => new IrqModule(kernel, async m =>
            {
                await m.Value.Store(8);
                return IrqReturn.Handled;
            }));
            stage.Process("insmod", async p =>
            {
                await p.Insmod(module.Name);
                inserted.Value = 1;
            });
            stage.IrqSource("source", IrqModule.Irq, 1);
            stage.Never("the handler ran before insmod was done", () => inserted.Value == 0 && module.State != ModuleState.Unloaded && module.Value.Inspect() == 8);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_module_that_gives_its_line_back_can_go_while_the_device_goes_on(string environment)
        => Explored.MustProve(environment, stage => Removal(stage, m => m.Free(m.ThisModule), raises: 2));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_module_that_does_not_leaves_a_handler_in_freed_text(string environment)
        => Explored.MustFind(environment, "freed-text", stage => Removal(stage, m => m.Free(Address.Null), raises: 1));

    [Fact]
    public void Which_cpu_takes_it_is_open_and_the_handler_is_never_inside_twice()
        => Explored.MustProve("S26", stage =>
        {
            var inside = stage.Ghost("inside");
            stage.Load(kernel => new IrqModule(kernel, async m =>
            {
                inside.Value++;
                await m.Value.Store(1);
                inside.Value--;
                return IrqReturn.Handled;
            }));
            var line = stage.IrqSource("source", IrqModule.Irq, 2);
            stage.Reach("both on CPU 0", () => line.TakenBy(0) == 2);
            stage.Reach("both on CPU 1", () => line.TakenBy(1) == 2);
            stage.Reach("one on each", () => line.TakenBy(0) == 1 && line.TakenBy(1) == 1);
            stage.Never("the handler is inside twice", () => inside.Value > 1);
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void One_raise_is_remembered_while_the_handler_runs_and_no_more(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(kernel => new IrqModule(kernel, async m =>
            {
                await m.Value.Store(1);
                return IrqReturn.Handled;
            }));
            var line = stage.IrqSource("source", IrqModule.Irq, 3);
            int source = stage.Computer.Agents.Single(a => a.Kind == AgentKind.Source).Id;
            bool IsOver() => stage.Computer.BlockedBy(source) == Blocked.Finished && stage.Computer.Memory.Peek(line.Pending) == 0;
            foreach (int handled in (int[])[1, 2, 3])
            {
                stage.Reach($"{handled} handled of three raised", () => IsOver() && line.Handled == handled);
            }
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void All_handlers_of_a_shared_line_are_called_in_order(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var order = stage.Ghost("order");
            for (int i = 1; i <= 2; i++)
            {
                int digit = i;
                stage.Load(kernel => new IrqModule(
                    kernel,
                    async m =>
                    {
                        await m.Value.Store(digit);
                        order.Value = (order.Value * 10) + digit;
                        return IrqReturn.None;
                    },
                    name: $"device{i}"));
            }

            var line = stage.IrqSource("source", IrqModule.Irq, 1);
            stage.Reach("both were called", () => order.Value == 12);
            stage.Never("the second came first", () => order.Value is 2 or 21);
        });

    [Theory]
    [InlineData("U0", IrqFlags.None, IrqFlags.Shared, -Errno.EBUSY)]
    [InlineData("S26", IrqFlags.Shared, IrqFlags.None, -Errno.EBUSY)]
    [InlineData("S26", IrqFlags.Shared, IrqFlags.Shared | IrqFlags.Interrupt, 0)]
    [InlineData("B20", IrqFlags.Shared, IrqFlags.Shared | IrqFlags.Interrupt, -Errno.EBUSY)]
    [InlineData("S68", IrqFlags.None, IrqFlags.None, -Errno.EBUSY)]
    public void All_must_agree_to_share_a_line(string environment, IrqFlags first, IrqFlags second, int expected)
        => Explored.MustProve(environment, stage =>
        {
            const string Mismatch = "<3>Flags mismatch irq 5. 00000000 (two) vs. 00000000 (one)\n";
            var text = stage.ReadsLog();
            var result = stage.Ghost("result");
            stage.Load(kernel => new IrqModule(kernel, _ => new KTask<int>(0), flags: first, name: "one"));
            stage.Make(kernel => new IrqModule(kernel, _ => new KTask<int>(0), flags: second, name: "two"));
            stage.Process("insmod", async p => result.Value = await p.Insmod("two") + 1);
            stage.Reach("insmod is back", () => result.Value == expected + 1 && result.Value != 0 && text.Contains(Mismatch) == (environment == "S68"));
        });

    [Theory]
    [InlineData("U0", "<3>Trying to free free IRQ5\n")]
    [InlineData("S68", "<4>Trying to free already-free IRQ 5\n")]
    public void What_cannot_be_is_refused(string environment, string message)
        => Explored.MustProve(environment, stage =>
        {
            var text = stage.ReadsLog();
            var results = stage.Ghost("results");
            var module = stage.Load(kernel => new IrqModule(kernel, _ => new KTask<int>(0)));
            stage.KernelThread("thread", async () =>
            {
                bool refused = await module.Request(Address.Null) == -Errno.EINVAL
                    && await module.RequestLine(4711) == -Errno.EINVAL
                    && await module.RequestNothing() == -Errno.EINVAL;
                await module.Free(module.Value.Address);
                results.Value = refused ? 1 : 2;
            });
            stage.Reach("all were refused, and the log says so", () => results.Value == 1 && text.Contains(message) && text.Length == message.Length);
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void After_disable_irq_the_handler_neither_runs_nor_begins(string environment)
        => Explored.MustProve(environment, stage => Disabling(stage, m => m.Disable()));

    [Fact]
    public void After_disable_irq_nosync_it_may_still_run()
        => Explored.MustFind("S26", "never", stage => Disabling(stage, m => m.DisableNosync()));

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void What_was_raised_while_the_line_was_disabled_is_taken_when_it_is_enabled(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(kernel => new IrqModule(kernel, async m =>
            {
                await m.Value.Store(1);
                return IrqReturn.Handled;
            }));
            var line = stage.IrqSource("source", IrqModule.Irq, 1);
            var disabled = stage.Ghost("disabled");
            stage.KernelThread("thread", async () =>
            {
                await module.Disable();
                await module.Disable();
                disabled.Value = 1;
                await module.Enable();
                disabled.Value = 2;
                await module.Enable();
            });
            stage.Never("taken at depth 1", () => disabled.Value == 2 && line.Handled == 1 && module.Value.Inspect() == 0);
            stage.Reach("raised while it was disabled", () => disabled.Value == 1 && stage.Computer.Memory.Peek(line.Pending) != 0);
            stage.Reach("and taken then", () => disabled.Value == 2 && line.Handled == 1);
        });

    [Fact]
    public void One_enable_too_many_is_told()
        => Explored.MustFind("S26", "unbalanced-irq", stage =>
        {
            var module = stage.Load(kernel => new IrqModule(kernel, _ => new KTask<int>(0)));
            stage.KernelThread("thread", () => module.Enable());
        });

    [Fact]
    public void Free_irq_from_the_handler_waits_for_itself()
        => Explored.MustFind("S26", "deadlock", stage =>
        {
            stage.Load(kernel => new IrqModule(kernel, async m =>
            {
                await m.Free(m.ThisModule);
                return IrqReturn.Handled;
            }));
            stage.IrqSource("source", IrqModule.Irq, 1);
        });

    [Fact]
    public void Another_line_may_interrupt_a_handler_of_2_6_but_not_one_with_interrupts_off_nor_one_of_6_8()
    {
        Explored.MustFind("U0", "never", stage => Nested(stage, IrqFlags.Shared));
        Explored.MustProve("U0", stage => Nested(stage, IrqFlags.Shared | IrqFlags.Interrupt));
        Explored.MustProve("S68", stage => Nested(stage, IrqFlags.Shared));
    }

    [Theory]
    [InlineData("S26", false)]
    [InlineData("S68", false)]
    [InlineData("S26", true)]
    [InlineData("S68", true)]
    public void A_task_that_shares_data_with_the_handler_takes_its_lock_with_interrupts_off(string environment, bool irq)
    {
        void Build(Stage stage)
        {
            var module = stage.Load(kernel => new IrqModule(kernel, async m =>
            {
                await m.Lock.Lock();
                await m.Value.Store(await m.Value.Load() + 1);
                await m.Lock.Unlock();
                return IrqReturn.Handled;
            }));
            stage.IrqSource("source", IrqModule.Irq, 1);
            var done = stage.Ghost("done");
            stage.KernelThread("thread", async () =>
            {
                long flags = irq ? await module.Lock.LockIrqSave() : await module.Lock.Lock();
                await module.Value.Store(await module.Value.Load() + 1);
                _ = irq ? await module.Lock.UnlockIrqRestore(flags) : await module.Lock.Unlock();
                done.Value = 1;
            });
            stage.Reach("both were added", () => done.Value == 1 && module.Value.Inspect() == 9);
        }

        if (irq)
        {
            Explored.MustProve(environment, Build);
        }
        else
        {
            Explored.MustFind(environment, "deadlock", Build);
        }
    }

    private static void Removal(Stage stage, Func<IrqModule, KTask> exit, int raises)
    {
        var module = stage.Load(kernel => new IrqModule(
            kernel,
            async m =>
            {
                await m.Value.Store(1);
                return IrqReturn.Handled;
            },
            exit));
        stage.Process("rmmod", async p => await p.Rmmod(module.Name));
        var line = stage.IrqSource("source", IrqModule.Irq, raises);
        stage.Reach("raised after the module had gone", () => module.State == ModuleState.Unloaded && stage.Computer.Memory.Peek(line.Pending) != 0);
    }

    private static void Disabling(Stage stage, Func<IrqModule, KTask> disable)
    {
        var off = stage.Ghost("off");
        var inside = stage.Ghost("inside");
        var module = stage.Load(kernel => new IrqModule(kernel, async m =>
        {
            inside.Value = 1;
            await m.Value.Store(1);
            inside.Value = 0;
            return IrqReturn.Handled;
        }));
        var line = stage.IrqSource("source", IrqModule.Irq, 1);
        stage.KernelThread("thread", async () =>
        {
            await disable(module);
            off.Value = 1;
            await module.Ready.Store(1);
            off.Value = 0;
            await module.Enable();
        });
        stage.Never("the handler runs while it is disabled", () => off.Value == 1 && inside.Value == 1);
        stage.Reach("it ran afterwards", () => line.Handled == 1 && module.Ready.Inspect() == 1);
    }

    private static void Nested(Stage stage, IrqFlags flags)
    {
        var inside = stage.Ghost("inside");
        var line = stage.KernelInt("x");
        stage.Load(kernel => new IrqModule(
            kernel,
            async m =>
            {
                inside.Value++;
                await m.Value.Store(1);
                inside.Value--;
                return IrqReturn.Handled;
            },
            flags: flags));
        stage.IrqSource("source", IrqModule.Irq, 1);
        stage.Device("other", 1, async () =>
        {
            inside.Value++;
            await line.Store(1);
            inside.Value--;
            return 0;
        });
        stage.Never("the other above it", () => stage.Kernel.Cpus[0].Depth > 1 && stage.Kernel.Cpus[0].Top >= 0 && stage.Computer.Agents[stage.Kernel.Cpus[0].Top].Name != "IRQ5@cpu0");
    }
}
