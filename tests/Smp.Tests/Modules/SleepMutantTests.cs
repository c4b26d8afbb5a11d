using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>
/// The corrected sleep.c with one fix taken out: the bug comes back on the stage that was made for it, and under its own
/// name. Where the fix is the kernel's, it is the kernel that loses it.
/// </summary>
public sealed class SleepMutantTests
{
    private const string PdeUsers = "pde_users";

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void SLP_1_a_claim_that_tests_and_then_sets(string environment)
        => MustComeBack(environment, "SLP-1", "never", k => new TestsThenSets(k), SleepExclusion.TwoOpeners);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void SLP_2_a_non_blocking_open_that_asks_twice(string environment)
        => MustComeBack(environment, "SLP-2", "nonblock-sleeps", k => new AsksTwice(k), SleepExclusion.NonBlockingOpener);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void SLP_3_the_result_of_the_wait_is_not_looked_at(string environment)
        => MustComeBack(environment, "SLP-3", "livelock", k => new IgnoresTheSignal(k), SleepSignals.SignalToProcess);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26p")]
    [InlineData("S68")]
    public void SLP_4_a_wait_that_a_signal_ended_gives_EINTR(string environment)
        => MustComeBack(environment, "SLP-4", "wrong-errno", k => new GivesEintr(k), SleepSignals.SignalToThread);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void SLP_5_the_end_of_the_file_is_in_a_variable_that_readers_share(string environment)
        => MustComeBack(environment, "SLP-5", "text-twice", k => new SharesTheEnd(k), SleepReading.SharedDescriptor);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S68")]
    public void SLP_6_the_end_of_the_file_outlives_the_open_file(string environment)
        => MustComeBack(environment, "SLP-6", "eof-at-once", k => new SharesTheEnd(k), SleepReading.ReadOnceAndClose);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S68")]
    public void SLP_7_the_end_of_the_file_comes_after_the_first_read_however_short(string environment)
        => MustComeBack(environment, "SLP-7", "text-lost", k => new SharesTheEnd(k), SleepReading.ShortRead);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void SLP_8_a_text_without_its_mutex(string environment)
        => MustComeBack(environment, "SLP-8", "torn-text", k => new LocksNothing(k), SleepReading.TwoWriters);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void SLP_9_put_user_is_not_looked_at(string environment)
        => MustComeBack(environment, "SLP-9", "fault-hidden", k => new HidesFaults(k), SleepReading.BadBuffer);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void SLP_9_get_user_is_not_looked_at(string environment)
        => MustComeBack(environment, "SLP-9", "fault-hidden", k => new HidesFaults(k), BadInput);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void SLP_10_a_claim_given_twice_is_freed_under_the_second_holder(string environment)
        => MustComeBack(environment, "SLP-10", "early-release", k => new TestsThenSets(k), SleepExclusion.CloseAndOpenAgain);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void SLP_11_a_reference_to_oneself_that_is_refused_is_dropped_all_the_same(string environment)
        => MustComeBack(environment, "SLP-11", "refcount-underflow", k => new PinsItself(k), SleepRemoval.WaitingRmmod, PdeUsers);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26p")]
    public void SLP_12_a_reference_to_oneself_is_dropped_before_the_return(string environment)
    {
        // On the plain kernel: with pde_users removal waits for whoever is in ->release, reference or not.
        MustComeBack(environment, "SLP-12", "freed-text", k => new PinsItself(k), SleepRemoval.WaitingRmmod);
        var corrected = Hunt(environment, "SLP-12", k => new SleepFixed(k), SleepRemoval.WaitingRmmod, kernelFix: null);
        Assert.True(corrected.Verdict == Verdict.NoneExhaustive, $"{environment}: {corrected.Verdict} {corrected.ErrorMessage}");
    }

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void SLP_13_who_waits_is_not_sent_away(string environment)
        => MustComeBack(environment, "SLP-13", "hung-task", k => new LeavesThemWaiting(k), SleepRemoval.ForcedRmmod, PdeUsers);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void SLP_14_without_proc_create_the_owner_comes_late(string environment)
        => KernelMustComeBack(environment, "SLP-14", "refcount-underflow", SleepInsertion.EarlyOpener, "proc_create", isInserted: false);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void SLP_15_without_proc_create_the_operations_come_late(string environment)
        => KernelMustComeBack(environment, "SLP-15", "never", SleepInsertion.TwoEarlyOpeners, "proc_create", isInserted: false);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    public void SLP_16_a_mask_that_is_compared_as_a_number(string environment)
        => MustComeBack(environment, "SLP-16", "wrong-errno", k => new ComparesTheMask(k), stage => EntryStages.ReadAndWrite(stage, "/proc/" + Sleep.ProcEntryFilename));

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void SLP_17_without_pde_users_an_entry_is_handed_out_whose_owner_goes(string environment)
        => KernelMustComeBack(environment, "SLP-17", null, SleepRemoval.LateOpener, PdeUsers, isInserted: true);

    /// <summary>The mutant must be found, as the bug and of the kind, where the corrected module is proved.</summary>
    private static void MustComeBack(
        string environment, string bug, string kind, Func<LinuxKernel, SleepFixed> mutant, Action<Stage> build, string? kernelFix = null)
        => AssertFound(Hunt(environment, bug, mutant, build, kernelFix), bug, kind);

    /// <summary>The corrected module must be found on the kernel as it was, and proved on the one with the fix.</summary>
    private static void KernelMustComeBack(string environment, string bug, string? kind, Action<Stage> build, string kernelFix, bool isInserted)
    {
        AssertFound(Hunt(environment, bug, k => new SleepFixed(k), build, kernelFix: null, isInserted), bug, kind);
        var corrected = Hunt(environment, null, k => new SleepFixed(k), build, kernelFix, isInserted);
        Assert.True(corrected.Verdict == Verdict.NoneExhaustive, $"{environment}: {corrected.Verdict} {corrected.ErrorMessage}");
    }

    private static void AssertFound(HuntResult result, string bug, string? kind)
    {
        string others = string.Join("; ", result.Findings.Select(f => $"{f.Bug ?? f.Id}: {f.Title} {string.Join(",", f.Report.Involved)}"));
        Assert.True(result.Verdict == Verdict.Found, $"{result.Environment}: {result.Verdict} {result.ErrorMessage} {others}");
        var found = Assert.Single(result.Findings, f => f.Bug == bug);
        Assert.Equal(bug, found.Bug);
        Assert.Equal(kind ?? found.Kind, found.Kind);
    }

    private static HuntResult Hunt(
        string environment, string? bug, Func<LinuxKernel, SleepFixed> module, Action<Stage> build, string? kernelFix, bool isInserted = true)
    {
        var scenario = new Scenario("test/mutant", "a corrected module with one fix taken out", stage =>
        {
            if (isInserted)
            {
                stage.Load(module);
            }
            else
            {
                stage.Make(module);
            }

            build(stage);
        })
        {
            KernelFix = kernelFix,
        };
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Until = bug, Notes = false };
        return new Hunt(new ScenarioSubject(scenario, Environments.Find(environment)!), options).Run(null, CancellationToken.None);
    }

    private static void BadInput(Stage stage)
    {
        var result = stage.Ghost("result");
        stage.Process("sh", async p =>
        {
            long fd = await p.Open("/proc/sleep", OpenFlags.WriteOnly);
            result.Value = await p.Write(fd, Address.Null, 2);
            await p.Close(fd);
        });
        stage.Reach("the write came back", () => result.Value != 0);
    }

    private sealed class TestsThenSets(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override async KTask<bool> Claim()
        {
            if (await AlreadyOpen.Read(function: nameof(ModuleOpen)) != 0)
            {
                return false;
            }

            await AlreadyOpen.Set(1, function: nameof(ModuleOpen));
            return true;
        }
    }

    private sealed class AsksTwice(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override async KTask<int> OpenNonBlocking()
            => await AlreadyOpen.Read(function: nameof(ModuleOpen)) != 0 ? -Errno.EAGAIN : await WaitForClaim(WaitQ, Claim);
    }

    private sealed class IgnoresTheSignal(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override async KTask<int> WaitForClaim(WaitQueueHead queue, Func<KTask<bool>> claim)
        {
            while (await WaitEventInterruptible(queue, claim, function: nameof(ModuleOpen)) != 0)
            {
                // Waits again, and the signal is still pending.
            }

            return 0;
        }
    }

    private sealed class GivesEintr(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override async KTask<int> WaitForClaim(WaitQueueHead queue, Func<KTask<bool>> claim)
            => await WaitEventInterruptible(queue, claim, function: nameof(ModuleOpen)) == 0 ? 0 : -Errno.EINTR;
    }

    private sealed class SharesTheEnd : SleepFixed
    {
        private readonly Shared<int> _finished;

        internal SharesTheEnd(LinuxKernel kernel)
            : base(kernel)
            => _finished = Variable<int>("finished");

        protected override async KTask<int> ReadFrom(LocalLong offset, int length)
        {
            if (await _finished.Load(function: nameof(ModuleOutput)) == 0)
            {
                return 0;
            }

            return length;
        }

        protected override async KTask Advance(LocalLong offset, int given)
            => await _finished.Store(given == 0 ? 0 : 1, function: nameof(ModuleOutput));
    }

    private sealed class LocksNothing(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override KTask<int> LockMessage(string function) => new(0);

        protected override KTask UnlockMessage(string function) => KTask.Completed;
    }

    private sealed class HidesFaults(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override bool IsFault(int result) => false;
    }

    private sealed class PinsItself(LinuxKernel kernel) : SleepFixed(kernel)
    {
        public override async KTask<int> ModuleOpen(Inode inode, OpenFile file)
        {
            await TryModuleGet(ThisModule);
            return await base.ModuleOpen(inode, file);
        }

        public override async KTask<int> ModuleClose(Inode inode, OpenFile file)
        {
            await base.ModuleClose(inode, file);
            await ModulePut(ThisModule);
            return 0;
        }
    }

    private sealed class LeavesThemWaiting(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override KTask TurnAway() => KTask.Completed;
    }

    private sealed class ComparesTheMask(LinuxKernel kernel) : SleepFixed(kernel)
    {
        public override KTask<int> ModulePermission(Inode inode, int op)
            => new(op == 4 || (op == 2 && Current.EffectiveUserId == 0) ? 0 : -Errno.EACCES);
    }
}
