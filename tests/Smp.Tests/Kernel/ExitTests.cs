using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>A process that ends, or is killed inside the kernel, must have given back what it took, like one that returns.</summary>
public sealed class ExitTests
{
    private const string Path = FileModule.Path;
    private const int SigTerm = 15;

    public static TheoryData<string> Everywhere => [.. Environments.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_process_that_ends_with_a_spinlock_is_found_and_one_that_gives_it_back_is_not(string environment)
    {
        Explored.MustFind(environment, "lock-held", stage => TakesALockWhenItEnds(stage, givesBack: false));
        Explored.MustProve(environment, stage => TakesALockWhenItEnds(stage, givesBack: true));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_process_that_ends_with_interrupts_off_is_found_and_one_that_switches_them_on_is_not(string environment)
    {
        Explored.MustFind(environment, "irqs-off", stage => SwitchesInterruptsOffWhenItEnds(stage, andOn: false));
        Explored.MustProve(environment, stage => SwitchesInterruptsOffWhenItEnds(stage, andOn: true));
    }

    // Where the kernel is neither preemptible nor on two CPUs, or is under one lock, no signal comes while a call runs.
    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void A_process_killed_in_a_call_that_keeps_its_spinlock_is_found_and_one_that_gives_it_back_is_not(string environment)
    {
        Explored.MustFind(environment, "lock-held", stage => KilledInACall(stage, givesBack: false));
        Explored.MustProve(environment, stage => KilledInACall(stage, givesBack: true));
    }

    private static void TakesALockWhenItEnds(Stage stage, bool givesBack)
    {
        var spin = stage.Kernel.NewSpinLock("spin");
        OpensAndEnds(stage, async () =>
        {
            await spin.Lock();
            if (givesBack)
            {
                await spin.Unlock();
            }
        });
    }

    private static void SwitchesInterruptsOffWhenItEnds(Stage stage, bool andOn)
        => OpensAndEnds(stage, async () =>
        {
            await stage.Kernel.Interrupts.LocalIrqDisable();
            if (andOn)
            {
                await stage.Kernel.Interrupts.LocalIrqEnable();
            }
        });

    /// <summary>Its file is open when it ends, so that exit(2) runs the release method.</summary>
    private static void OpensAndEnds(Stage stage, Func<KTask> release)
    {
        var released = stage.Ghost("released");
        stage.Load(k => new FileModule(k)
        {
            Release = async _ =>
            {
                await release();
                released.Value = 1;
                return 0;
            },
        });
        stage.Process("cat", async p => await p.Open(Path));
        stage.Reach("released", () => released.Value == 1);
    }

    private static void KilledInACall(Stage stage, bool givesBack)
    {
        var spin = stage.Kernel.NewSpinLock("spin");
        var buffer = stage.UserBuffer("buffer", 1);
        var killed = stage.Ghost("killed");
        stage.Load(k => new FileModule(k)
        {
            Read = async (m, _, _) =>
            {
                await spin.Lock();
                bool isKilled = await m.Pending(0) != 0;
                if (!isKilled || givesBack)
                {
                    await spin.Unlock();
                }

                killed.Value = isKilled ? 1 : 0;
                return isKilled ? -Errno.EINTR : 0;
            },
        });
        var victim = stage.Process("cat", async p => await p.Read(await p.Open(Path), buffer, 1));
        stage.Process("kill", async p => await p.Kill(victim.Pid, SigTerm));
        stage.Reach("killed inside", () => killed.Value == 1);
    }
}
