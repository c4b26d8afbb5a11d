namespace Smp.Tests.Scenarios.Prompt;

/// <summary>What goes wrong in a session, and how it goes on.</summary>
public sealed class ShellFindingTests
{
    [Theory]
    [InlineData("S26p", "Segmentation fault")]
    [InlineData("S68p", "Killed")]
    public void Whom_the_kernel_breaks_under_is_killed_and_the_session_goes_on(string environment, string died)
    {
        // The spy is removed while somebody is in it.
        var session = Session.New(environment);
        string text = Session.Type(session, "insmod syscall.ko", "manual", "cat /proc/modules &", "next", "next", "rmmod syscall", "auto");
        Assert.Contains($"[1]+  {died,-24}cat /proc/modules\n", text, StringComparison.Ordinal);
        Assert.True(session.HasFindings);
        Assert.Equal("still here\n", session.Do("echo still here"));
        Assert.Contains("freed-text", session.Do("dmesg"), StringComparison.Ordinal);
        Session.Type(session, "undo", "undo", "undo");
        Assert.False(session.HasFindings);
    }

    [Fact]
    public void What_the_kernel_only_complains_of_ends_nobody()
    {
        var session = Session.New();
        Session.Type(session, "insmod sleep.ko", "manual", "cat /proc/sleep &", "next", "next", "next", "next", "next", "cat /proc/sleep");
        string text = session.Do("rmmod -f sleep; echo $?");
        Assert.EndsWith("0\n", text, StringComparison.Ordinal);
        Assert.True(session.HasFindings);
        Assert.Contains("sleepers", session.Do("dmesg"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_panic_stops_the_machine_and_undo_starts_it_again()
    {
        var session = Session.New();
        string text = Session.Type(session, "insmod intrpt", "rmmod intrpt", "key a");
        const string Stopped = "the machine has stopped: undo takes the last command back, save FILE keeps the trace\n";
        Assert.EndsWith(Stopped, text, StringComparison.Ordinal);
        Assert.Equal(Stopped, session.Do("lsmod"));
        Assert.Equal(Stopped, session.Do("tick"));
        Assert.Equal("undo: key a\n", session.Do("undo"));
        Assert.Equal("Module                  Size  Used by\n", session.Do("lsmod"));
    }
}
