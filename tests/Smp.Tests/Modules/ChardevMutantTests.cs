using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>The corrected chardev.c with one fix taken out: the bug comes back on its own stage and under its own name.</summary>
public sealed class ChardevMutantTests
{
    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void CHR_1_a_claim_that_tests_and_then_sets(string environment)
        => MustComeBack(environment, "CHR-1", k => new TestsThenSets(k));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void CHR_2_a_cursor_without_its_mutex(string environment)
        => MustComeBack(environment, "CHR-2", k => new LocksNothing(k));

    [Fact]
    public void CHR_3_a_text_that_two_make()
        => MustComeBack("S68", "CHR-3", k => new TestsThenSets(k));

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void CHR_4_put_user_is_not_looked_at(string environment)
        => MustComeBack(environment, "CHR-4", k => new HidesFaults(k));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void CHR_5_operations_without_an_owner(string environment)
        => MustComeBack(environment, "CHR-5", k => new ChardevFixed(k, owner: false));

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void CHR_6_a_reference_to_oneself_that_is_not_looked_at(string environment)
        => MustComeBack(environment, "CHR-6", k => new PinsItself(k));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void CHR_7_a_reference_to_oneself_that_is_dropped_before_the_return(string environment)
        => MustComeBack(environment, "CHR-7", k => new PinsItself(k));

    [Theory]
    [InlineData("S68")]
    public void CHR_8_a_flag_that_two_set_and_two_count_down(string environment)
        => MustComeBack(environment, "CHR-8", k => new Counts(k));

    private static void MustComeBack(string environment, string bug, Func<LinuxKernel, ChardevFixed> mutant)
        => Twins.MustComeBack($"chardev/{bug}", environment, ChardevScenarios.With(bug, mutant).Build);

    private class TestsThenSets(LinuxKernel kernel) : ChardevFixed(kernel)
    {
        protected override KTask<bool> Claim() => UnsafeFlag.TestThenSet(InUse, nameof(DeviceOpen));
    }

    private sealed class Counts(LinuxKernel kernel) : TestsThenSets(kernel)
    {
        protected override KTask GiveBack() => UnsafeFlag.CountDown(InUse, nameof(DeviceRelease));
    }

    private sealed class LocksNothing(LinuxKernel kernel) : ChardevFixed(kernel)
    {
        protected override KTask<int> LockMessage() => new(0);

        protected override KTask UnlockMessage() => KTask.Completed;
    }

    private sealed class HidesFaults(LinuxKernel kernel) : ChardevFixed(kernel)
    {
        protected override bool IsFault(int result) => false;
    }

    private sealed class PinsItself(LinuxKernel kernel) : ChardevFixed(kernel, owner: false)
    {
        public override async KTask<int> DeviceOpen(Inode inode, OpenFile file)
        {
            int result = await base.DeviceOpen(inode, file);
            if (result == 0)
            {
                await TryModuleGet(ThisModule);
            }

            return result;
        }

        public override async KTask<int> DeviceRelease(Inode inode, OpenFile file)
        {
            await base.DeviceRelease(inode, file);
            await ModulePut(ThisModule);
            return 0;
        }
    }
}
