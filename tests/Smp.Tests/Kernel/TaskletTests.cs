using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Tasklets: each use that is wrong must be found, each that is right must be proved.</summary>
public sealed class TaskletTests
{
    private const string Modern = "S68";

    public static TheoryData<string> Everywhere => [.. Environments.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Scheduled_from_an_interrupt_it_runs_once_for_all_that_came_before_it_began(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new TaskletModule(k));
            var line = stage.Device("device", 2, module.ScheduleInHandler);
            stage.Never("it runs more often than it was scheduled", () => module.Sum.Inspect() > line.Handled + 1);
            stage.Reach("twice", () => module.Sum.Inspect() == 2);
            stage.Reach("once for two", () => line.Handled == 2 && module.Sum.Inspect() == 1 && !module.First.IsScheduled && module.Inside.Inspect() == 0);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Scheduled_from_a_task_it_runs_as_well(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new TaskletModule(k));
            var over = stage.Ghost("over");
            stage.KernelThread("thread", async () =>
            {
                await module.Schedule();
                await module.Kill();
                over.Value = 1;
            });
            stage.Never("tasklet_kill returns before it has run", () => over.Value == 1 && module.Sum.Inspect() != 1);
            stage.Reach("it has run", () => over.Value == 1);
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void It_never_runs_on_two_cpus_at_once(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new TaskletModule(k));
            stage.Device("one", 1, module.ScheduleInHandler);
            stage.Device("other", 1, module.ScheduleInHandler, cpu: 1);
            stage.Never("an addition was lost", () => module.Sum.Inspect() > 2);
            stage.Reach("it ran for each", () => module.Sum.Inspect() == 2);
            stage.Races();
        });

    [Fact]
    public void Two_tasklets_do()
        => Explored.MustFind("S26", "never", stage =>
        {
            var module = stage.Load(k => new TaskletModule(k));
            stage.Device("one", 1, module.ScheduleInHandler);
            stage.Device("other", 1, module.ScheduleSecondInHandler, cpu: 1);
            bool IsOver() => !module.First.IsScheduled && !module.First.IsRunning && !module.Second.IsScheduled && !module.Second.IsRunning;
            stage.Never("an addition was lost", () => IsOver() && module.Sum.Inspect() == 1 && stage.Kernel.Interrupts.Lines.All(l => l.Handled == 1));
        });

    [Theory]
    [InlineData("UP", 1)]
    [InlineData("S26", 1)]
    public void Two_on_one_cpu_do_not(string environment, int cpus)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new TaskletModule(k));
            stage.Device("one", cpus, module.ScheduleInHandler);
            stage.Device("other", 1, module.ScheduleSecondInHandler);
            stage.Reach("both ran", () => module.Sum.Inspect() == 2);
            stage.Races();
        });

    [Theory]
    [InlineData("S26")]
    [InlineData(Modern)]
    public void It_may_schedule_itself_and_one_that_always_does_comes_to_an_end(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var (module, over) = SchedulesItself(stage);
            stage.Never("it runs after it was killed", () => over.Value == 1 && module.Inside.Inspect() == 1);
            stage.Reach("three times", () => module.Sum.Inspect() == 3);
            stage.Reach("killed before that", () => over.Value == 1 && module.Sum.Inspect() < 3);
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("B20")]
    public void Killing_one_that_schedules_itself_for_ever_never_ends_where_nobody_can_look_while_it_runs(string environment)
        => Explored.MustFind(environment, "hung-task", stage => SchedulesItself(stage));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Disabled_without_waiting_it_may_still_run(string environment)
        => Explored.MustFind(environment, "never", stage => DisableWhileItRuns(stage, m => m.DisableNosync()));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Disabled_it_does_not_and_runs_once_it_is_enabled(string environment)
        => Explored.MustProve(environment, stage => DisableWhileItRuns(stage, m => m.Disable()));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Killing_one_that_is_disabled_and_scheduled_never_ends(string environment)
        => Explored.MustFind(environment, "hung-task", stage =>
        {
            var module = stage.Load(k => new TaskletModule(k, disabled: true));
            stage.KernelThread("thread", async () =>
            {
                await module.Schedule();
                await module.Kill();
            });
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void Disabled_from_its_own_function_it_waits_for_itself(string environment)
        => Explored.MustFind(environment, "deadlock", stage => ScheduledByADevice(stage, m => m.Disable()));

    [Theory]
    [InlineData("S26", "kill")]
    [InlineData("U0", "kill")]
    [InlineData(Modern, "kill")]
    [InlineData(Modern, "disable")]
    public void What_may_sleep_is_refused_in_its_own_function(string environment, string call)
        => Explored.MustFind(environment, "sleep-in-atomic", stage => ScheduledByADevice(stage, m => call == "kill" ? m.Kill() : m.Disable()));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void One_left_behind_is_complained_of_when_its_module_goes(string environment)
        => Explored.MustFind(environment, "leftover", stage => Unload(stage, exit: null));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void One_that_is_killed_first_is_not(string environment)
        => Explored.MustProve(environment, stage => Unload(stage, m => m.Kill()));

    [Fact]
    public void A_module_that_goes_while_one_runs_is_code_that_is_not_there_any_more()
    {
        var result = Explored.AllIn("S26", stage =>
        {
            var module = stage.Load(k => new TaskletModule(k));
            stage.Device("device", 1, module.ScheduleInHandler, cpu: 1);
            stage.Process("rmmod", async p => await p.Rmmod("tasklets"));
        });
        Assert.Contains(result.Findings, f => f.Kind == "use-after-free" && f.Report.Finding.Message.Contains("softirq@cpu1", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Freed_while_it_is_scheduled_it_is_used_all_the_same(string environment)
        => Explored.MustFind(environment, "use-after-free", stage => Allocated(stage, kills: false));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Freed_after_it_was_killed_it_is_not(string environment)
        => Explored.MustProve(environment, stage => Allocated(stage, kills: true));

    private static (TaskletModule Module, Ghost Over) SchedulesItself(Stage stage)
    {
        stage.TaskletSchedules(2);
        var module = stage.Load(k => new TaskletModule(k, m => m.Schedule()));
        var over = stage.Ghost("over");
        stage.KernelThread("thread", async () =>
        {
            await module.Schedule();
            await module.Kill();
            over.Value = 1;
        });
        return (module, over);
    }

    private static void Allocated(Stage stage, bool kills)
    {
        var module = stage.Load(k => new TaskletModule(k));
        var over = stage.Ghost("over");
        stage.KernelThread("thread", async () =>
        {
            await module.AllocateAndSchedule();
            await module.Free(kills);
            over.Value = 1;
        });
        stage.Reach("freed", () => over.Value == 1);
    }

    private static void Unload(Stage stage, Func<TaskletModule, KTask>? exit)
    {
        var module = stage.Make(k => new TaskletModule(k, init: m => m.Schedule(), exit: exit));
        var over = stage.Ghost("over");
        stage.Process("admin", async p =>
        {
            await p.Insmod("tasklets");
            await p.Rmmod("tasklets");
            over.Value = 1;
        });
        stage.Reach("gone", () => over.Value == 1 && module.State == ModuleState.Unloaded);
    }

    private static void ScheduledByADevice(Stage stage, Func<TaskletModule, KTask> more)
    {
        var module = stage.Load(k => new TaskletModule(k, more));
        stage.Device("device", 1, module.ScheduleInHandler);
    }

    private static void DisableWhileItRuns(Stage stage, Func<TaskletModule, KTask> disable)
    {
        var module = stage.Load(k => new TaskletModule(k));
        var disabled = stage.Ghost("disabled");
        var over = stage.Ghost("over");
        stage.Device("device", 1, module.ScheduleInHandler);
        stage.KernelThread("thread", async () =>
        {
            await disable(module);
            disabled.Value = 1;
            await module.Inside.Load();
            disabled.Value = 0;
            await module.Enable();
            over.Value = 1;
        });
        stage.Never("it runs while it is disabled", () => disabled.Value == 1 && module.Inside.Inspect() == 1);
        stage.Reach("it ran after it was enabled", () => over.Value == 1 && module.Sum.Inspect() == 1);
    }
}
