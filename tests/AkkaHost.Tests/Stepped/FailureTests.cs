using Akka.Actor;
using Akka.TestKit.Xunit2;
using Smp.Actors;
using Smp.Exploration;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.AkkaHost.Tests.Stepped;

/// <summary>What comes of an actor that fails or is gone: the testbed's error, and a computer that can be used again.</summary>
public sealed class FailureTests : TestKit
{
    private const string Path = "/proc/sleep";

    [Theory]
    [InlineData("in the kernel")]
    [InlineData("in a handler")]
    [InlineData("in user mode")]
    [InlineData("at once")]
    [InlineData("misuse")]
    public void Failing_code_gives_the_same_error_on_both_hosts(string where)
    {
        using var builtIn = Hosted.Subject(stage => Fails(stage, where, () => true), "S26", null).Build();
        using var stepped = Hosted.Stepped(stage => Fails(stage, where, () => true));
        for (int seed = 0; seed < 5; seed++)
        {
            string error = Hosted.Line(builtIn, seed);
            Assert.Contains(where == "misuse" ? "awaited" : $"broken {where}", error, StringComparison.Ordinal);
            Assert.Contains("FailureTests.cs:", error, StringComparison.Ordinal);
            Assert.Equal(error, Hosted.Line(stepped, seed));
        }
    }

    [Fact]
    public void The_actor_that_failed_is_stopped_and_the_next_run_has_new_ones()
    {
        bool fails = false;
        using var stepped = Hosted.Stepped(stage => Fails(stage, "in the kernel", () => fails));
        using var builtIn = Hosted.Subject(stage => Fails(stage, "in the kernel", () => false), "S26", null).Build();
        Assert.Equal(Hosted.Line(builtIn, 1), Hosted.Line(stepped, 1));
        var cpus = new[] { Hosted.Child(stepped, "cpu0"), Hosted.Child(stepped, "cpu1") };
        Watch(cpus[0]);
        Watch(cpus[1]);
        fails = true;
        Assert.Contains("broken in the kernel", Hosted.Line(stepped, 1), StringComparison.Ordinal);
        var failed = ExpectMsg<Terminated>().ActorRef;
        Assert.Contains(failed, cpus);
        ExpectNoMsg(0);

        fails = false;
        Assert.Equal(Hosted.Line(builtIn, 1), Hosted.Line(stepped, 1));
        ExpectTerminated(cpus.Single(c => !c.Equals(failed)));
        Assert.Equal(Hosted.Line(builtIn, 2), Hosted.Line(stepped, 2));
        Assert.NotEqual(cpus[0], Hosted.Child(stepped, "cpu0"));
    }

    [Theory]
    [InlineData("cpu0")]
    [InlineData("module-sleep")]
    [InlineData("process-cat-1")]
    public void An_actor_that_is_gone_is_an_error_that_names_it(string name)
    {
        using var computer = Hosted.Stepped(Reader);
        string before = Hosted.Line(computer, 1);
        Hosted.Child(computer, name).Tell(PoisonPill.Instance);
        Assert.Contains($"{name} has stopped, and nobody was to stop it", Hosted.Line(computer, 1), StringComparison.Ordinal);
        Assert.Equal(before, Hosted.Line(computer, 1));
    }

    [Fact]
    public void A_parent_that_is_gone_is_an_error_too()
    {
        using var computer = Hosted.Stepped(Reader);
        string before = Hosted.Line(computer, 1);
        Hosted.Child(computer, "").Tell(PoisonPill.Instance);
        Assert.Contains("has stopped, and nobody was to stop it", Hosted.Line(computer, 1), StringComparison.Ordinal);
        Assert.Equal(before, Hosted.Line(computer, 1));
    }

    [Fact]
    public void A_message_of_the_run_that_finds_nobody_is_an_error_and_is_counted()
    {
        using var computer = Hosted.Stepped(Reader);
        var host = computer.Host();
        var message = new Message(MessageKind.Signal, 0, 1, 0);
        Assert.Equal(0, host.DeadLetters);
        host.System.DeadLetters.Tell(new Delivery(host.Run - 1, message));
        Assert.Equal(1, host.DeadLetters);
        Assert.Equal(RunOutcome.Ended, computer.Run(new RandomStrategy(1)));
        host.System.DeadLetters.Tell(new Delivery(host.Run, message));
        Assert.Equal(2, host.DeadLetters);
        var error = Assert.Throws<MachineException>(() => computer.Run(new RandomStrategy(1)));
        Assert.Contains("a Signal of cpu0 for deadLetters has become a dead letter", error.Message, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Ended, computer.Run(new RandomStrategy(1)));
    }

    [Fact]
    public void What_belongs_to_an_abandoned_run_is_dropped()
    {
        using var computer = Hosted.Stepped(Reader);
        string expected = Hosted.Line(computer, 3);
        var host = computer.Host();
        computer.BeginStepwise(new ReplayStrategy([]));
        int agent = computer.Agents.First(a => computer.CanStep(a.Id)).Id;
        computer.Step(agent);
        var stale = new Continue(host.Run, agent);
        computer.AbandonStepwise();
        var cpu = Hosted.Child(computer, "cpu0");
        cpu.Tell(stale, cpu);
        cpu.Tell(new Delivery(stale.Run, new Message(MessageKind.Irq, 0, 0, agent)), cpu);
        host.Tap = TestActor;
        host.RunMailboxes();
        ExpectNoMsg(0);
        cpu.Tell(stale, cpu);
        Assert.Equal(expected, Hosted.Line(computer, 3));
        Assert.Equal(0, host.DeadLetters);
    }

    [Fact]
    public void A_stage_that_fails_says_the_same_on_both_hosts()
    {
        static void Fails(Stage stage) => stage.Process("user", async p => await p.Compute(), before: p => throw new InvalidOperationException("no stage"));
        Assert.Equal(Error(null), Error(AkkaHosts.Stepped));

        string Error(IHosting? hosting) => Assert.ThrowsAny<Exception>(() => Hosted.Subject(Fails, "S26", hosting).Build()).Message;
    }

    private static void Reader(Stage stage)
    {
        stage.Load(k => new SleepFixed(k));
        stage.Process("cat", async p => await p.Close(await p.Open(Path)));
        stage.Process("tail", async p => await p.Close(await p.Open(Path)));
    }

    private static void Fails(Stage stage, string where, Func<bool> fails)
    {
        var x = stage.KernelInt("x");
        void Break(string here)
        {
            if (here == where && fails())
            {
                throw new InvalidOperationException("broken " + here);
            }
        }

        stage.KernelThread("thread", async () =>
        {
            Break("at once");
            await x.Store(1);
            Break("in the kernel");
            if (where == "misuse")
            {
                _ = x.Load();
            }

            await x.Store(2);
        });
        stage.Process("user", async p =>
        {
            await p.Open("/none");
            Break("in user mode");
            await p.Open("/none");
        });
        stage.Device("device", 1, async () =>
        {
            await x.Load();
            Break("in a handler");
            return 0;
        });
    }
}
