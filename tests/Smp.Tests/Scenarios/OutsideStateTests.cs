using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Testing;

namespace Smp.Tests.Scenarios;

/// <summary>State that the machine does not see would make a proof worthless: it is refused, by name.</summary>
public sealed class OutsideStateTests
{
    private static int s_uses;
    private int _uses;

    [Fact]
    public void A_variable_that_programs_share_is_refused()
    {
        int users = 0;
        Refused("the variable 'users' of the scenario changed from 0 to 1 in the race, and the machine", stage => Processes(stage, async p =>
        {
            users++;
            await p.Compute("uses it");
            users--;
            await p.Compute("leaves it");
        }));
    }

    [Fact]
    public void A_field_is_refused()
        => Refused("the variable '_uses' of the scenario changed", stage => Processes(stage, async p =>
        {
            await p.Compute("uses it");
            _uses++;
        }));

    [Fact]
    public void A_static_field_is_refused()
        => Refused("the static field 's_uses' of OutsideStateTests changed", stage => Processes(stage, async p =>
        {
            await p.Compute("uses it");
            s_uses++;
        }));

    [Fact]
    public void A_collection_is_refused()
    {
        var users = new List<string>();
        Refused(" of the scenario changed", stage => Processes(stage, async p =>
        {
            await p.Compute("uses it");
            users.Add("one more");
        }));
    }

    [Fact]
    public void A_field_of_a_module_is_refused()
        => Refused("the field '_last' of the module outside changed from 0 to ", stage =>
        {
            stage.Load(kernel => new Outside(kernel));
            Processes(stage, async p => await p.Open("/proc/outside"));
        });

    [Fact]
    public void What_only_the_stage_writes_is_not_refused()
    {
        long descriptor = -1;
        var scenario = new Scenario("outside/none", "", stage =>
        {
            stage.Process("cat", async p => await p.Close(descriptor), before: async p => descriptor = await p.Open("/proc/outside"));
            stage.Load(kernel => new Outside(kernel));
        });

        HuntAssert.Proved(Exploring.Explore(scenario, Smp.Kernel.Environments.Find("S26")!));
    }

    private static void Processes(Stage stage, Func<UserProcess, KTask> program)
    {
        stage.Process("one", program);
        stage.Process("two", program);
    }

    private static void Refused(string what, Action<Stage> build)
    {
        var result = Exploring.Explore(new Scenario("outside/state", "", build), Smp.Kernel.Environments.Find("S26")!);

        Assert.Equal(Smp.Exploration.Verdict.Error, result.Verdict);
        Assert.Contains(what, result.ErrorMessage, StringComparison.Ordinal);
    }

    private sealed class Outside : KernelModule
    {
        private readonly FileOperations _fileOps;
        private int _last;

        internal Outside(LinuxKernel kernel)
            : base(kernel, "outside")
            => _fileOps = FileOperations("fops", open: OutsideOpen, owner: true);

        public override async KTask<int> InitModule()
        {
            var entry = await CreateProcEntry("outside", 0x1b6);
            await entry.Owner.Store(ThisModule.Value);
            await entry.ProcFops.Store(_fileOps.Address.Value);
            return 0;
        }

        private async KTask<int> OutsideOpen(Inode inode, OpenFile file)
        {
            await file.Position.Load();
            _last = Current.Pid;
            return 0;
        }
    }
}
