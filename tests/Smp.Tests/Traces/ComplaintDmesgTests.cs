using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>What the kernel complains of, in its own words where it has any, and what findings are called.</summary>
public sealed class ComplaintDmesgTests
{
    [Fact]
    public void A_count_below_zero_is_a_warning_or_a_huge_number()
    {
        Assert.Matches(@"\nsleep \d+ 4294967295 - (Live|Unloading) 0xc[0-9a-f]{7}\n", Dmesg(Explore("sleep/SLP-11", "S26")));
        Assert.Matches(@"\nsleep \d+ 4294967295 - ", Dmesg(JsonTraceReader.Read(new JsonExporter().Export(Explore("sleep/SLP-11", "S26")))));
    }

    [Fact]
    public void A_loop_that_a_signal_keeps_going_is_a_soft_lockup()
        => Assert.Contains("BUG: soft lockup - CPU#", Dmesg(Explore("sleep/SLP-3", "S26")), StringComparison.Ordinal);

    [Theory]
    [InlineData("modern-procfs2/MP2-1", @"\] Buffer overflow detected \(1024 < 1025\)!\n\[.*\] WARNING: CPU: 0 PID: \d at mm/maccess.c __copy_overflow\n")]
    [InlineData("modern-procfs3/MP3-8", @"\] WARNING: CPU: 0 PID: \d at kernel/module/main.c module_put\n")]
    public void A_module_written_for_6_8_has_that_kernel_on_one_CPU_too(string scenario, string words)
        => Assert.Matches(words, Dmesg(Explore(scenario, "UP", until: scenario[(scenario.IndexOf('/', StringComparison.Ordinal) + 1)..])));

    [Theory]
    [InlineData("syscall/SYS-3", "rmmod/2 calls our_sys_open [syscall_a], which was freed")]
    [InlineData("syscall/SYS-6", "cat/1 returns into our_sys_open [syscall_a], which was freed")]
    [InlineData("syscall/SYS-10", "cat/1 does not come out of the kernel: soft lockup after 4,096 steps")]
    [InlineData("sched/SCH-5", "NULL pointer dereference in delayed_work_timer_fn by softirq@cpu0")]
    public void Titles_say_who_did_what(string scenario, string title)
        => Assert.Equal(title, Explore(scenario, "S26").Header.Finding!.Title);

    [Fact]
    public void Fields_go_by_their_names()
    {
        string columns = new ColumnsExporter().Export(Explore("sched/SCH-5", "S26"));

        Assert.Contains("sched.mode =", columns, StringComparison.Ordinal);
        Assert.Contains("0100444", columns, StringComparison.Ordinal);
        Assert.DoesNotContain("+0x", columns, StringComparison.Ordinal);
    }

    private static string Dmesg(Trace trace) => new DmesgExporter().Export(trace);

    private static Trace Explore(string scenario, string environment, string? until = null)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find(environment)!);
        var found = new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Until = until, Shrink = false }).Run(null, CancellationToken.None).Findings[0];
        var header = new TraceHeader(scenario, environment, ScenarioSubject.Source, "exhaustive", "1", "0", found.Token.ToString()) { Cpus = 2 };
        return TraceBuilder.Build(found.Recording, header, found.Report);
    }
}
