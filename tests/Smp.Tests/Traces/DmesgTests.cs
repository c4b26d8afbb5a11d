using Smp.Machine;
using Smp.Traces;

namespace Smp.Tests.Traces;

public sealed class DmesgTests
{
    private static readonly DmesgExporter s_dmesg = new();

    [Fact]
    public void A_clause_that_was_broken_is_said_in_our_own_voice()
        => Assert.StartsWith("smp: Two processes hold /proc/sleep. (SLP-1)\n\n", s_dmesg.Export(Sample.TwoOpeners()), StringComparison.Ordinal);

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_hung_task_is_reported_as_khungtaskd_does(string environment)
        => Golden.Matches($"dmesg-hung-task-{environment}", s_dmesg.Export(Sample.HungTask(environment)));

    [Theory]
    [InlineData("B20")]
    [InlineData("S26p")]
    [InlineData("S68")]
    public void A_null_pointer_is_an_Oops_of_its_period(string environment)
        => Golden.Matches($"dmesg-null-{environment}", s_dmesg.Export(Sample.Fault(environment, _ => Address.Null)));

    [Theory]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Code_of_a_freed_module_has_no_symbol_any_more(string environment)
        => Golden.Matches($"dmesg-freed-text-{environment}", s_dmesg.Export(Sample.Fault(environment, kernel => kernel.AlreadyOpen.Address, freedText: true)));

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void A_use_of_freed_memory_is_reported_in_the_words_of_KASAN(string environment)
        => Golden.Matches($"dmesg-use-after-free-{environment}", s_dmesg.Export(Sample.Fault(environment, kernel => kernel.FreedHeap())));

    [Fact]
    public void An_access_past_a_variable_names_the_variable()
    {
        string text = s_dmesg.Export(Sample.Fault("S26", kernel => kernel.AlreadyOpen.Address + 4));

        Assert.Contains("BUG: KASAN: global-out-of-bounds in module_output [sleep] (Sleep.cs:41)", text, StringComparison.Ordinal);
        Assert.Contains("\n Already_Open+0x4/0x4 [sleep]\n", text, StringComparison.Ordinal);
    }
}
