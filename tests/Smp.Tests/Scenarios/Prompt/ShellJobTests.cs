namespace Smp.Tests.Scenarios.Prompt;

/// <summary>Commands in the background, in front and put aside; signals; time and keys.</summary>
public sealed class ShellJobTests
{
    [Fact]
    public void A_job_says_its_number_and_when_it_is_done()
        => Session.Shows(
            """
            # insmod sleep.ko
            # echo one > /proc/sleep &
            [1] 102
            [1]+  Done                    echo one > /proc/sleep
            # cat /proc/sleep & cat /proc/nothing &
            [1] 103
            [2] 104
            cat: /proc/nothing: No such file or directory
            Last input:one

            [1]-  Done                    cat /proc/sleep
            [2]+  Exit 1                  cat /proc/nothing
            # jobs
            # fg
            bash: fg: current: no such job
            # kill %1
            bash: kill: %1: no such job
            # kill 99
            bash: kill: (99) - No such process
            """);

    [Fact]
    public void Who_sleeps_is_put_aside_and_interrupted()
        => Session.Shows(
            $"""
            {Holder}
            # cat /proc/sleep
            [2]+  Sleeping                cat /proc/sleep &
            # jobs
            [1]-  Running                 cat /proc/sleep &
            [2]+  Running                 cat /proc/sleep &
            # ^C
            # jobs
            [1]+  Running                 cat /proc/sleep &
            # fg %1
            cat /proc/sleep
            Last input:
            # jobs
            """,
            hides: HolderSteps);

    [Fact]
    public void A_job_that_is_killed_says_what_of()
        => Session.Shows(
            $"""
            {Holder}
            # cat /proc/sleep &
            [2] 103
            # cat /proc/sleep &
            [3] 104
            # kill %2
            # kill -9 %3
            # auto
            Last input:
            [1]   Done                    cat /proc/sleep
            [2]-  Terminated              cat /proc/sleep
            [3]+  Killed                  cat /proc/sleep
            # kill -FOO 1
            bash: kill: FOO: invalid signal specification
            """,
            hides: HolderSteps);

    [Fact]
    public void Time_goes_on_by_ticks_and_while_a_command_waits()
        => Session.Shows(
            """
            # insmod sched.ko
            # tick 99
            # cat /proc/sched
            Timer called 0 times so far
            # tick
            # cat /proc/sched
            Timer called 1 times so far
            # tick none
            tick: tick [N]: N is 1 to 10000
            """);

    [Fact]
    public void Keys_raise_interrupts()
        => Session.Shows(
            """
            # key a
            # cat /proc/interrupts
                       CPU0       CPU1       
              1:          2          0    IO-APIC-edge  i8042
            NMI:          0          0 
            LOC:          0          0 
            ERR:          0
            MIS:          0
            # key hyper
            key: hyper: there is no such key
            """);

    /// <summary>A job that has /proc/sleep open and goes no further by itself.</summary>
    private const string Holder =
        """
        # insmod sleep.ko
        # manual
        # cat /proc/sleep &
        [1] 102
        # next; next; next; next; next
        """;

    private const string HolderSteps = "# next; next; next; next; next";
}
