using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Diagnostics;

/// <summary>Each way in which a program orders two accesses, and the same program without it.</summary>
public sealed class DataRaceTests
{
    private const string Race = "data-race";

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    [InlineData("S68")]
    public void Plain_accesses_of_two_tasks_race(string environment)
    {
        var found = Explored.MustFind(environment, Race, stage => Two(stage, (_, x) => (() => Increment(x), () => Increment(x))));

        Assert.Equal("data-race in increment / increment on x", found.Title);
        Assert.Equal(2, found.Report.MarkedSteps.Count);
    }

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    public void Where_one_task_at_a_time_is_in_the_kernel_they_do_not(string environment)
        => Explored.MustProve(environment, stage => Two(stage, (kernel, x) => (() => WithYield(kernel, x), () => WithYield(kernel, x))));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void A_spinlock_held_by_both_orders_them(string environment)
        => Explored.MustProve(environment, stage => Two(stage, (kernel, x) =>
        {
            var spin = kernel.NewSpinLock("spin");
            return (() => Locked(spin, x), () => Locked(spin, x));
        }));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void A_spinlock_held_by_one_does_not(string environment)
        => Explored.MustFind(environment, Race, stage => Two(stage, (kernel, x) =>
        {
            var spin = kernel.NewSpinLock("spin");
            return (() => Locked(spin, x), () => Increment(x));
        }));

    [Theory]
    [InlineData("U0", false)]
    [InlineData("UP", false)]
    [InlineData("S26", true)]
    public void Interrupts_off_keep_other_tasks_out_on_one_CPU_alone(string environment, bool races)
    {
        Action<Stage> build = stage => Two(stage, (kernel, x) =>
        {
            async KTask Off()
            {
                await kernel.Interrupts.LocalIrqDisable();
                await Increment(x);
                await kernel.Interrupts.LocalIrqEnable();
            }

            return (Off, Off);
        });
        if (races)
        {
            Explored.MustFind(environment, Race, build);
        }
        else
        {
            Explored.MustProve(environment, build);
        }
    }

    [Fact]
    public void Two_tasks_that_happened_to_run_on_one_CPU_are_not_ordered_by_that()
        => Explored.MustFind("S26", Race, stage => Two(stage, (_, x) => (async () => await x.Store(1), async () => await x.Store(2))));

    [Fact]
    public void Two_locks_are_no_lock()
        => Explored.MustFind("S26", Race, stage => Two(stage, (kernel, x) =>
        {
            var (one, other) = (kernel.NewSpinLock("one"), kernel.NewSpinLock("other"));
            return (() => Locked(one, x), () => Locked(other, x));
        }));

    [Theory]
    [InlineData("S26", false)]
    [InlineData("S26p", false)]
    [InlineData("S26", true)]
    [InlineData("UP", true)]
    public void A_semaphore_orders_what_comes_before_up_with_what_comes_after_down(string environment, bool late)
    {
        Action<Stage> build = stage => Two(stage, (kernel, x) =>
        {
            var done = kernel.NewSemaphore("done", 0);
            async KTask One()
            {
                if (late)
                {
                    await done.Up();
                }

                await x.Store(1);
                if (!late)
                {
                    await done.Up();
                }
            }

            async KTask Other()
            {
                await done.Down();
                await x.Load();
            }

            return (One, Other);
        });
        if (late)
        {
            Explored.MustFind(environment, Race, build);
        }
        else
        {
            Explored.MustProve(environment, build);
        }
    }

    [Theory]
    [InlineData("S26", false)]
    [InlineData("UP", false)]
    [InlineData("S26", true)]
    public void A_wake_up_orders_the_waker_with_the_woken(string environment, bool late)
    {
        // Only a task that has been woken gets as far as its load.
        var result = Explored.AllIn(environment, stage => Two(stage, (kernel, x) =>
        {
            var queue = kernel.NewWaitQueue("queue");
            async KTask One()
            {
                if (!late)
                {
                    await x.Store(1);
                }

                await kernel.WakeUp(queue);
                if (late)
                {
                    await x.Store(1);
                }
            }

            async KTask Other()
            {
                await queue.PrepareToWait(TaskState.Uninterruptible, false, new Site("test", 1, "sleeper"));
                await kernel.Schedule(new Site("test", 2, "sleeper"));
                await x.Load();
            }

            return (One, Other);
        }));

        // Who is not woken hangs, and that is found as well.
        Assert.Contains(result.Findings, f => f.Kind == "hung-task");
        Assert.Equal(late, result.Findings.Any(f => f.Kind == Race));
    }

    [Theory]
    [InlineData("S26", true)]
    [InlineData("S26p", true)]
    [InlineData("S26", false)]
    public void An_atomic_operation_with_a_value_orders_and_a_mere_read_does_not(string environment, bool withValue)
    {
        Action<Stage> build = stage => Two(stage, (_, x) =>
        {
            var flag = new Atomic(stage.Computer, stage.Computer.Memory.Allocate(4, "flag", RegionKind.KernelData));
            async KTask One()
            {
                await x.Store(1);
                await flag.AddReturn(1);
            }

            async KTask Other()
            {
                if ((withValue ? await flag.AddReturn(0) : await flag.Read()) != 0)
                {
                    await x.Load();
                }
            }

            return (One, Other);
        });
        if (withValue)
        {
            Explored.MustProve(environment, build);
        }
        else
        {
            Explored.MustFind(environment, Race, build);
        }
    }

    [Fact]
    public void Marked_accesses_do_not_race_with_each_other_and_do_with_plain_ones()
    {
        Explored.MustProve("S26", stage => Two(stage, (_, x) =>
        {
            var word = new Atomic(stage.Computer, x.Address);
            return (async () => await word.Set(1), async () => await word.Read());
        }));
        Explored.MustFind("S26", Race, stage => Two(stage, (_, x) =>
        {
            var word = new Atomic(stage.Computer, x.Address);
            return (async () => await word.Set(1), async () => await x.Load());
        }));
        Explored.MustProve("S26", stage => Two(stage, (_, x) =>
        {
            var word = new Atomic(stage.Computer, x.Address);
            return (async () => await word.Read(), async () => await x.Load());
        }));
    }

    [Theory]
    [InlineData("U0", false, true)]
    [InlineData("B20", false, true)]
    [InlineData("UP", false, true)]
    [InlineData("U0", true, false)]
    [InlineData("UP", true, false)]
    [InlineData("B20", true, false)]
    [InlineData("S26", true, true)]
    public void A_handler_is_kept_out_by_interrupts_off_on_its_own_CPU_alone(string environment, bool off, bool races)
    {
        Action<Stage> build = stage => WithHandler(
            stage,
            x => x.Load(),
            async (kernel, x) =>
            {
                if (off)
                {
                    await kernel.Interrupts.LocalIrqDisable();
                }

                await x.Store(1);
                if (off)
                {
                    await kernel.Interrupts.LocalIrqEnable();
                }
            });
        if (races)
        {
            Explored.MustFind(environment, Race, build);
        }
        else
        {
            Explored.MustProve(environment, build);
        }
    }

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void A_spinlock_with_interrupts_off_keeps_a_handler_that_takes_it_out(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var spin = stage.Kernel.NewSpinLock("spin");
            var x = stage.KernelInt("x");
            Watch(stage, async () =>
            {
                await spin.LockIrq();
                await Increment(x);
                await spin.UnlockIrq();
            });
            stage.Device("device", 1, async () =>
            {
                await spin.Lock();
                await Increment(x);
                await spin.Unlock();
                return 0;
            });
        });

    [Fact]
    public void A_handler_that_another_line_interrupts_races_with_it_unless_interrupts_are_off()
    {
        void Nested(Stage stage, bool off)
        {
            var x = stage.KernelInt("x");
            async KTask<int> Handle()
            {
                await Increment(x);
                return 0;
            }

            Watch(stage, async () => await stage.Kernel.Schedule(new Site("test", 1, "idle")));
            stage.Device("one", 1, Handle, irqsOff: off);
            stage.Device("other", 1, Handle, irqsOff: off);
        }

        Explored.MustFind("U0", Race, stage => Nested(stage, off: false));
        Explored.MustProve("U0", stage => Nested(stage, off: true));
    }

    [Fact]
    public void What_no_program_shares_is_not_watched()
        => Explored.MustProve("S26", stage => Two(stage, (_, _) =>
        {
            var user = new Shared<int>(stage.Computer, stage.UserBuffer("user", 4));
            return (() => Increment(user), () => Increment(user));
        }));

    [Fact]
    public void Neighbouring_bytes_do_not_race_and_an_overlapping_word_does()
    {
        static void Bytes(Stage stage, bool whole) => Two(stage, (_, x) =>
        {
            var bytes = new SharedBytes(stage.Computer, x.Address, 4);
            async KTask Read()
            {
                if (whole)
                {
                    await x.Load();
                }
                else
                {
                    await bytes.Load(2);
                }
            }

            return (async () => await bytes.Store(1, 7), Read);
        });

        Explored.MustProve("S26", stage => Bytes(stage, whole: false));
        Explored.MustFind("S26", Race, stage => Bytes(stage, whole: true));
    }

    [Fact]
    public void What_a_module_writes_before_it_publishes_its_file_comes_before_those_who_open_it()
    {
        // create_proc_entry first, as the documents do: whoever opens the file reads fields that are still being filled.
        static void Insert(Stage stage)
        {
            stage.Make(kernel => new TestModule(kernel, async module => await module.Value.Load()));
            var tried = stage.Ghost("tried");
            stage.Process("insmod", async p => await p.Insmod("test"));
            stage.Process("echo", async p =>
            {
                long fd = await p.Open("/proc/test", OpenFlags.WriteOnly);
                tried.Value = fd >= 0 ? 1 : 2;
                await p.Compute("opened");
            });
            stage.Reach("the file was opened", () => tried.Value == 1);
            stage.Races();
        }

        var found = Explored.MustFind("S26", Race, Insert);
        Assert.Contains(found.Report.Involved, a => a is { Function: "init_module", Object: "proc entry test" });
        Assert.Contains(found.Report.Involved, a => a is { Function: "proc_get_inode", Object: "proc entry test" });
    }

    private static async KTask Increment(Shared<int> x) => await x.Store(await x.Load() + 1);

    private static async KTask WithYield(LinuxKernel kernel, Shared<int> x)
    {
        await Increment(x);
        await kernel.Schedule(new Site("test", 1, "yield"));
        await Increment(x);
    }

    private static async KTask Locked(KernelSpinLock spin, Shared<int> x)
    {
        await spin.Lock();
        await Increment(x);
        await spin.Unlock();
    }

    /// <summary>Two kernel threads on one variable, races being findings.</summary>
    private static void Two(Stage stage, Func<LinuxKernel, Shared<int>, (Func<KTask> One, Func<KTask> Other)> bodies)
    {
        var (one, other) = bodies(stage.Kernel, stage.KernelInt("x"));
        Watch(stage, one, other);
    }

    private static void WithHandler(Stage stage, Func<Shared<int>, LoadStep<int>> handler, Func<LinuxKernel, Shared<int>, KTask> task)
    {
        var x = stage.KernelInt("x");
        Watch(stage, () => task(stage.Kernel, x));
        stage.Device("device", 1, async () =>
        {
            await handler(x);
            return 0;
        });
    }

    private static void Watch(Stage stage, params Func<KTask>[] bodies)
    {
        var done = stage.Ghost("done");
        for (int i = 0; i < bodies.Length; i++)
        {
            var body = bodies[i];
            stage.KernelThread($"task{i}", async () =>
            {
                await body();
                done.Value++;
            });
        }

        int all = bodies.Length;
        stage.Reach("all were done", () => done.Value == all);
        stage.Races();
    }
}
