using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>The log as text: how each generation joins, or does not join, what several calls of printk say.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("B20")]
    [InlineData("S26")]
    public void Before_6_8_a_level_in_the_middle_of_a_line_is_text(string environment)
        => MustLog(environment, "<1>I hope <1>so\n<4>plain\n", log =>
        {
            log.Level("I hope ");
            log.Level("so\n");
            log.Plain("plain\n");
        });

    [Fact]
    public void In_6_8_every_call_is_a_line()
        => MustLog("S68", "<1>I hope \n<1>so\n<4>plain\n", log =>
        {
            log.Level("I hope ");
            log.Level("so\n");
            log.Plain("plain\n");
        });

    [Theory]
    [InlineData("S26", "<4>a line\n")]
    [InlineData("S68", "<4>a line\n")]
    public void A_continued_line_is_one_line(string environment, string expected)
        => MustLog(environment, expected, log =>
        {
            log.Plain("a ");
            log.Continued("li");
            log.Continued("ne\n");
        });

    [Fact]
    public void In_6_8_a_line_that_has_ended_is_not_continued()
        => MustLog("S68", "<4>a\n<4>b\n", log =>
        {
            log.Plain("a\n");
            log.Continued("b\n");
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S26p")]
    [InlineData("UP")]
    public void Before_6_8_two_writers_of_pieces_share_a_line(string environment)
        => Explored.MustFind(environment, "torn", stage => TwoWriters(stage));

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    public void Where_nobody_comes_between_they_do_not(string environment)
        => Explored.MustProve(environment, stage => TwoWriters(stage));

    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void In_6_8_a_caller_continues_only_its_own_line(string environment)
    {
        // The writer who comes between makes the other one's next piece a line of its own, but the text is never mixed.
        var result = Explored.MustProve(environment, stage => TwoWriters(stage, mixed: true));
        Assert.All(result.Reached, c => Assert.True(c.IsReached, c.Name));
        Explored.MustFind(environment, "torn", stage => TwoWriters(stage));
    }

    private static void MustLog(string environment, string expected, Action<Printer> print)
        => Explored.MustProve(environment, stage =>
        {
            var text = stage.ReadsLog();
            var printer = stage.Make(k => new Printer(k));
            var x = stage.KernelInt("x");
            stage.KernelThread("printer", async () =>
            {
                await x.Load();
                print(printer);
                await x.Load();
            });
            stage.Reach(expected, () => text.ToString() == expected);
        });

    private static void TwoWriters(Stage stage, bool mixed = false)
    {
        var text = stage.ReadsLog();
        var printer = stage.Make(k => new Printer(k));
        var x = stage.KernelInt("x");
        var done = stage.Ghost("done");
        foreach (char c in "ab")
        {
            stage.KernelThread($"thread {c}", async () =>
            {
                await x.Load();
                printer.Plain($"{c}");
                await x.Load();
                printer.Continued($"{c}\n");
                done.Value++;
            });
        }

        stage.Never("no line of its own for each", () => !mixed && done.Value == 2 && !(text.Contains("<4>aa\n") && text.Contains("<4>bb\n")), "torn");
        stage.Never("mixed", () => mixed && (text.Contains("ab") || text.Contains("ba")), "mixed");
        stage.Reach("all was said", () => done.Value == 2);
    }

    private sealed class Printer(LinuxKernel kernel) : KernelModule(kernel, "printer")
    {
        public override KTask<int> InitModule() => new(0);

        internal void Level(string text) => Printk(KernLevel.Alert, text);

        internal void Plain(string text) => Printk(text);

        internal void Continued(string text) => PrintkCont(text);
    }
}
