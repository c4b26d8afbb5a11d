using Smp.Machine;
using Smp.Traces;

namespace Smp.Tests.Traces;

public sealed class TraceBuilderTests
{
    [Fact]
    public void Code_is_told_apart_into_user_kernel_module_and_what_the_module_called()
    {
        var codes = Sample.SleepAndWake().Steps.Where(step => step.AgentName == "cat/2").Select(step => (step.Operation, step.Code));

        Assert.Equal(
            [
                (Operation.Trap, CodeKind.User),
                (Operation.Enter, CodeKind.Kernel),
                (Operation.Load, CodeKind.Module),
                (Operation.Wait, CodeKind.Primitive),
                (Operation.Sleep, CodeKind.Primitive),
                (Operation.Load, CodeKind.Module),
                (Operation.Return, CodeKind.User),
            ],
            codes);
    }

    [Fact]
    public void A_primitive_shows_the_line_of_the_module_that_called_it()
    {
        var wake = Sample.SleepAndWake().Steps.Single(step => step.Operation == Operation.Wake);

        Assert.Equal(("Sleep.cs:111", "module_close", "sleep", "wake_up"), (wake.Place, wake.Function, wake.Module, wake.KernelFunction));
    }

    [Fact]
    public void Kernel_code_before_the_module_has_no_line_of_the_module()
    {
        var lookup = Sample.TwoOpeners().Steps.First(step => step.Operation == Operation.Kernel);

        Assert.Equal(("", "", "proc_lookup"), (lookup.Place, lookup.Module, lookup.KernelFunction));
    }

    [Fact]
    public void A_step_that_goes_to_sleep_is_shown_on_the_CPU_it_left()
        => Assert.Equal(0, Sample.HungTask().Steps.Single(step => step.Operation == Operation.Sleep).Cpu);

    [Fact]
    public void Steps_of_the_explanation_are_marked_and_switches_are_counted()
    {
        var trace = Sample.TwoOpeners();

        Assert.Equal([5, 10, 11, 12], trace.Steps.Where(step => step.IsMarked).Select(step => step.Number));
        Assert.Equal(3, trace.Switches);
        Assert.Equal(16, trace.StepCount);
    }

    [Fact]
    public void Outcome_agents_and_finding_come_from_the_recording_and_its_report()
    {
        var header = Sample.HungTask().Header;

        Assert.Equal("ended", header.Outcome);
        Assert.Equal("hung-task", header.Finding!.Kind);
        Assert.Equal(("cat/2", true, "Sleep.cs", 90), (header.Agents[0].Name, header.Agents[0].IsStuck, header.Agents[0].File, header.Agents[0].Line));
        Assert.Equal(("cat/3", false, "finished"), (header.Agents[1].Name, header.Agents[1].IsStuck, header.Agents[1].Blocked));
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(7, 7, 7)]
    public void A_compare_and_exchange_shows_the_value_after_it_and_what_it_gave(int before, int after, int gave)
    {
        var computer = new Computer();
        var counter = new Atomic(computer, computer.Memory.Allocate(4, "counter", RegionKind.KernelData));
        counter.Initialise(before);
        computer.AddAgent("a", AgentKind.Task, -2, async () => await counter.CompareExchange(0, 1, "/own/Lost.cs", 5, "Run"));
        computer.Seal();

        var step = Assert.Single(TraceBuilder.Build(computer.Record(new First()), Sample.Header("U0", 0), null).Steps);

        Assert.Equal((after, (long?)gave), ((int)step.Value, step.Returned));
    }

    [Fact]
    public void A_log_line_loses_its_level_and_its_line_end()
    {
        var log = Assert.Single(Sample.HungTask().Lines.OfType<TraceLog>());

        Assert.Equal((6, "sleep: registered"), (log.Level, log.Text));
    }

    private sealed class First : IStrategy
    {
        public void BeginExecution(Computer computer)
        {
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => 0;

        public int NextValue(int count) => 0;
    }
}
