using Smp.Machine;
using Smp.Traces;

namespace Smp.Tests.Traces;

public sealed class ColumnsTests
{
    [Fact]
    public void Two_openers_on_two_CPUs_stand_in_two_columns()
        => Golden.Matches("columns-two-openers", new ColumnsExporter().Export(Sample.TwoOpeners()));

    [Fact]
    public void The_same_without_anything_beyond_ASCII()
    {
        string text = new ColumnsExporter(new ColumnsOptions { Ascii = true }).Export(Sample.TwoOpeners());

        Golden.Matches("columns-ascii", text);
        Assert.True(text.All(char.IsAscii));
    }

    [Fact]
    public void Two_tasks_on_one_CPU_share_a_column_that_says_whose_turn_it_is()
        => Golden.Matches("columns-one-cpu", new ColumnsExporter().Export(Sample.TwoOpenersOnOneCpu()));

    [Fact]
    public void Sleeping_waking_and_an_interrupt_are_seen()
        => Golden.Matches("columns-sleep-and-wake", new ColumnsExporter().Export(Sample.SleepAndWake()));

    [Fact]
    public void A_task_that_nobody_wakes_is_seen_at_the_end()
        => Golden.Matches("columns-hung-task", new ColumnsExporter().Export(Sample.HungTask()));

    [Fact]
    public void A_failed_access_is_seen()
        => Golden.Matches("columns-fault", new ColumnsExporter().Export(Sample.Fault("S26", kernel => kernel.FreedHeap())));

    [Fact]
    public void In_narrow_columns_names_lose_their_middle_and_values_nothing()
        => Golden.Matches("columns-narrow", new ColumnsExporter(new ColumnsOptions { Width = 60 }).Export(Sample.TwoOpeners()));

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(160)]
    public void No_row_is_wider_than_asked(int width)
    {
        Trace[] traces = [Sample.TwoOpeners(), Sample.TwoOpenersOnOneCpu(), Sample.SleepAndWake(), Sample.HungTask()];

        Assert.All(
            traces.SelectMany(trace => ColumnsRenderer.Render(trace, new ColumnsOptions { Width = width })),
            row => Assert.True(row.Role == RowRole.Token || row.Text.Length <= width, row.Text));
    }

    [Fact]
    public void Rows_have_the_roles_that_a_terminal_styles()
    {
        var rows = ColumnsRenderer.Render(Sample.TwoOpeners());
        RowRole[] expected = [RowRole.Header, RowRole.Marked, RowRole.User, RowRole.Kernel, RowRole.Switch, RowRole.Title, RowRole.Explanation, RowRole.Token];

        Assert.All(expected, role => Assert.Contains(rows, row => row.Role == role));
        Assert.Contains(ColumnsRenderer.Render(Sample.SleepAndWake()), row => row.Role == RowRole.Interrupt);
        Assert.Contains(ColumnsRenderer.Render(Sample.HungTask()), row => row.Role == RowRole.Log);
    }

    [Fact]
    public void The_start_of_a_row_is_where_its_own_text_begins()
        => Assert.All(
            ColumnsRenderer.Render(Sample.TwoOpeners()).Where(row => row.Role is RowRole.Switch or RowRole.User or RowRole.Step),
            row => Assert.False(char.IsWhiteSpace(row.Text[row.Start])));

    [Fact]
    public void Agents_without_a_CPU_have_a_column_each()
    {
        var computer = new Computer();
        var counter = new Shared<int>(computer, computer.Memory.Allocate(4, "counter", RegionKind.KernelData));
        computer.AddAgent("a", AgentKind.Task, -2, async () => await counter.Store(await counter.Load("/own/Lost.cs", 5, "Run") + 1, "/own/Lost.cs", 6, "Run"));
        computer.AddAgent("b", AgentKind.Task, -2, async () => await counter.Store(await counter.Load("/own/Lost.cs", 5, "Run") + 1, "/own/Lost.cs", 6, "Run"));
        computer.Seal();

        var trace = TraceBuilder.Build(computer.Record(new Alternate()), Sample.Header("U0", 0), null);

        Golden.Matches("columns-lost-update", new ColumnsExporter(new ColumnsOptions { Width = 80 }).Export(trace));
    }

    [Fact]
    public void A_device_stands_across_the_columns()
    {
        var kernel = new TinyKernel();
        kernel.Cat(2, 0);
        kernel.Computer.AddAgent("keyboard", AgentKind.Source, -2, async () => await kernel.Do(Operation.Raise, Address.Null, "Keyboard.cs", 5, "Raise", "raises irq 1", 0));
        var trace = TraceBuilder.Build(kernel.Record("0001"), Sample.Header("S26", 2), null);

        var row = Assert.Single(ColumnsRenderer.Render(trace), row => row.Step == 4);

        Assert.Equal(("   4   keyboard: raises irq 1", -1), (row.Text, row.Lane));
    }

    private sealed class Alternate : IStrategy
    {
        public void BeginExecution(Computer computer)
        {
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => current < 0 ? 0 : (current + 1) % enabled.Length;

        public int NextValue(int count) => 0;
    }
}
