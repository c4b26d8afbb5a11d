using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>What the kernel says when the system call table leads nowhere, and when a call never ends.</summary>
public sealed class SyscallDmesgTests
{
    [Fact]
    public void A_call_to_nothing_is_an_Oops_at_address_0()
    {
        string classic = Dmesg("syscall/SYS-1", "S26", ScenarioSubject.Compiled);
        Assert.Contains("Unable to handle kernel NULL pointer dereference at virtual address 00000000\n printing eip:\n00000000\n", classic, StringComparison.Ordinal);
        Assert.Contains("EIP is at 0x0\nProcess cat (pid: 2)\nCall Trace:\n our_sys_open [syscall_a] (SyscallSpy.cs:", classic, StringComparison.Ordinal);
        Assert.Contains("\n syscall_call\nCode:  Bad EIP value.\n", classic, StringComparison.Ordinal);

        string modern = Dmesg("syscall/SYS-1", "S68", ScenarioSubject.Compiled);
        Assert.Contains("BUG: kernel NULL pointer dereference, address: 0000000000000000\n", modern, StringComparison.Ordinal);
        Assert.Contains("#PF: supervisor instruction fetch in kernel mode\n", modern, StringComparison.Ordinal);
        Assert.Contains("RIP: 0010:0x0\n", modern, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B20", "EIP:    0010:[<c000", "Call Trace:\n system_call\nCode:  Bad EIP value.")]
    [InlineData("S26", "EIP is at 0xc000", "Call Trace:\n syscall_call\nCode:  Bad EIP value.")]
    public void A_jump_into_a_module_that_has_gone_comes_from_the_entry_itself(string environment, string place, string trace)
    {
        string text = Dmesg("syscall/SYS-3", environment);
        Assert.Contains("Unable to handle kernel paging request at virtual address c000", text, StringComparison.Ordinal);
        Assert.Contains(place, text, StringComparison.Ordinal);
        Assert.Contains(trace, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S26", "\nBUG: soft lockup - CPU#0 stuck for 20s! [cat:1]\nsmp: 2.6.11 itself has no watchdog for this\n")]
    [InlineData("S68", "watchdog: BUG: soft lockup - CPU#0 stuck for 20s! [cat:1]\n")]
    public void A_call_without_end_is_a_soft_lockup(string environment, string report)
    {
        string text = Dmesg("syscall/SYS-10", environment);
        Assert.Contains(report, text, StringComparison.Ordinal);
        Assert.Contains(" our_sys_open [syscall_a] (SyscallSpy.cs:", text, StringComparison.Ordinal);
    }

    private static string Dmesg(string scenario, string environment, string granularity = ScenarioSubject.Source)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find(environment)!, granularity: granularity);
        var found = new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Shrink = false }).Run(null, CancellationToken.None).Findings[0];
        var header = new TraceHeader(scenario, environment, granularity, "exhaustive", "1", "0", found.Token.ToString()) { Cpus = 2 };
        return new DmesgExporter().Export(TraceBuilder.Build(found.Recording, header, found.Report));
    }
}
