namespace Smp.Tests.Scenarios.Prompt;

/// <summary>Scheduling by hand, taking back, and what makes a session the same again.</summary>
public sealed class ShellByHandTests
{
    private static readonly string[] s_race =
    [
        "insmod sleep.ko", "manual", "cat /proc/sleep &", "cat /proc/sleep &", "next %1", "next %2", "step %1", "next %2", "auto", "dmesg", "lsmod",
    ];

    [Fact]
    public void A_job_takes_a_step_only_when_it_is_told_to()
    {
        var session = Session.New();
        Session.Type(session, "manual", "echo one > /proc/nothing &", "echo two");
        int steps = session.Steps;
        Session.Type(session, "jobs", "", "step %1");
        Assert.Equal(steps + 1, session.Steps);
        Assert.Contains("[1]+  Exit 1", session.Do("auto"), StringComparison.Ordinal);
    }

    [Fact]
    public void Next_goes_on_to_the_next_line_of_the_module()
    {
        var session = Session.New();
        Session.Type(session, "insmod sleep.ko", "manual", "cat /proc/sleep &", "next", "next");

        // It has come to the first line of module_open, which takes the reference.
        string shown = session.Do("next");
        Assert.Equal(1, shown.Split('\n').Count(line => line.Length != 0));
        Assert.Contains("step", session.Do("step nobody"), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_cannot_step_is_said_with_the_reason()
        => Session.Shows(
            """
            # step
            step: nobody can step
            # next 99
            next: 99: nobody of that name can step
            # insmod sleep.ko
            # manual
            # cat /proc/sleep & cat /proc/sleep &
            [1] 102
            [2] 103
            # step
            step: who? cat/102, cat/103 can step
            # step cat/9
            step: cat/9: nobody of that name can step; cat/102, cat/103 can
            # step insmod/101
            step: insmod/101 cannot step: it has ended
            # step %1 %2
            step: step [WHO]
            """);

    [Fact]
    public void What_is_undone_has_not_been()
    {
        var session = Session.New();
        Session.Type(session, "insmod sleep.ko", "echo one > /proc/sleep");
        int steps = session.Steps;
        string before = session.Do("cat /proc/sleep");
        Assert.Equal("undo: cat /proc/sleep\n", session.Do("undo"));
        Assert.Equal(steps, session.Steps);
        Session.Type(session, "echo two > /proc/sleep", "rmmod sleep", "undo", "undo");
        Assert.Equal(steps, session.Steps);
        Assert.Equal(before, session.Do("cat /proc/sleep"));
        Session.Type(session, "undo", "undo", "undo");
        Assert.Equal(0, session.Steps);
        Assert.Equal("undo: nothing has been done yet\n", session.Do("undo"));
        Assert.Equal("undo: it takes one line back, and stands alone on its own\n", session.Do("undo; lsmod").Split("Module")[0]);
    }

    [Theory]
    [InlineData("U0", null)]
    [InlineData("S26p", null)]
    [InlineData("S68", 7UL)]
    [InlineData("B20", 7UL)]
    public void The_same_lines_give_the_same_text(string environment, ulong? seed)
        => Assert.Equal(
            Session.Type(Session.New(environment, seed), s_race),
            Session.Type(Session.New(environment, seed), s_race));

    [Fact]
    public void A_seed_gives_another_order()
    {
        string[] lines = ["insmod sleep.ko", "cat /proc/sleep & echo one > /proc/sleep & cat /proc/sleep & echo two > /proc/sleep &"];
        var texts = Enumerable.Range(1, 8).Select(seed => Session.Type(Session.New("S26p", (ulong)seed), lines)).Distinct();
        Assert.True(texts.Count() > 1);
    }
}
