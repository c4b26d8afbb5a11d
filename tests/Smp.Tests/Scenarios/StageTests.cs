using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Testing;

namespace Smp.Tests.Scenarios;

/// <summary>What scenarios of one's own rely on.</summary>
public sealed class StageTests
{
    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    public void Devices_and_the_clock_wait_for_the_race(string environment)
    {
        var scenario = new Scenario("stage/device", "a device beside a module that is inserted on the stage", stage =>
        {
            var module = stage.Load(kernel => new Presses(kernel));
            var opened = stage.Ghost("opened");
            stage.Device("button", 1, module.Interrupt);
            stage.Ticks(1);
            stage.Process(
                "cat",
                async p => await p.Compute("nothing"),
                before: async p =>
                {
                    opened.Value = 1;
                    await p.Open("/proc/presses");
                });
            stage.Never("a press came on the stage", () => opened.Value == 0 && module.Count != 0);
            stage.Reach("a press came", () => module.Count == 1);
        });

        HuntAssert.Proved(Exploring.Explore(scenario, Smp.Kernel.Environments.Find(environment)!));
    }

    [Fact]
    public void What_a_process_writes_can_be_a_text()
    {
        byte[] bytes = new byte[2];
        var scenario = new Scenario("stage/text", "", stage =>
        {
            var text = stage.UserText("text", "hi");
            bytes = [stage.Computer.Memory.Read<byte>(text), stage.Computer.Memory.Read<byte>(text + 1)];
        });

        Exploring.Explore(scenario, Smp.Kernel.Environments.Find("U0")!);

        Assert.Equal("hi"u8.ToArray(), bytes);
    }

    [Fact]
    public void That_a_call_sleeps_once_at_most_is_a_limit_where_copies_may_sleep()
    {
        var scenario = new Catalogue().Find("sleep/SLP-1")!;
        var profile = Smp.Kernel.Environments.Find("S26")!;

        Assert.Equal("1", new ScenarioSubject(scenario, profile, faults: true).Stage["sleeps a call"]);
        Assert.DoesNotContain("sleeps a call", new ScenarioSubject(scenario, profile).Stage.Keys);
    }

    [Fact]
    public void A_source_that_throws_is_named()
    {
        var error = Assert.Throws<ScenarioException>(() => new Catalogue().Add(new Nameless()));

        Assert.StartsWith($"{typeof(Nameless).FullName}: a scenario is called module/NAME, not 'nameless'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forgotten_await_is_told_with_its_line()
    {
        var scenario = new Scenario("stage/await", "", stage =>
        {
            var x = stage.KernelInt("x");
            stage.KernelThread("thread", async () =>
            {
#pragma warning disable CS4014
                x.Store(1);
#pragma warning restore CS4014
                await x.Load();
            });
        });

        var result = Exploring.Explore(scenario, Smp.Kernel.Environments.Find("S26")!);

        Assert.Equal(Verdict.Error, result.Verdict);
        Assert.Matches(
            @"^thread.* comes to Load at StageTests\.cs:\d+ before it has awaited the step before: Store of x, made in line \d+; "
                + @"what is not awaited where it is made does not happen \(StageTests\.cs:\d+\)",
            result.ErrorMessage);
    }

    private sealed class Nameless : IScenarioSource
    {
        public IEnumerable<Scenario> Scenarios => [new("nameless", "", _ => { })];
    }

    private sealed class Presses : KernelModule
    {
        private readonly Shared<int> _presses;

        internal Presses(LinuxKernel kernel)
            : base(kernel, "presses")
            => _presses = Variable<int>("presses");

        internal int Count => _presses.Inspect();

        public override async KTask<int> InitModule()
        {
            await CreateProcEntry("presses", 0x124);
            return 0;
        }

        internal async KTask<int> Interrupt()
        {
            await _presses.Store(await _presses.Load() + 1);
            return 1;
        }
    }
}
