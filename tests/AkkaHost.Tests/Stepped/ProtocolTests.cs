using Akka.Actor;
using Akka.TestKit.Xunit2;
using Smp.Actors;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.AkkaHost.Tests.Stepped;

/// <summary>What each of the machine's actors says and is told, as a probe on Akka.NET sees it.</summary>
public sealed class ProtocolTests : TestKit
{
    private const string Path = "/proc/sleep";
    private const int SigTerm = 15;

    [Fact]
    public void A_syscall_goes_to_the_CPU_and_its_result_comes_back()
    {
        using var computer = Hosted.Stepped(stage => stage.Process("user", async p => await p.Open("/none")));
        Run(computer);
        var call = ExpectMsg<Message>(m => m.Kind == MessageKind.Syscall && m.Text == "/none");
        Assert.Equal("cpu0", LastSender.Path.Name);
        var result = ExpectMsg<Message>(m => m.Kind == MessageKind.SyscallReturn && m.A == -Errno.ENOENT);
        Assert.Equal("process-user-1", LastSender.Path.Name);
        Assert.Equal((call.To, call.From), (result.From, result.To));
        ExpectNoMsg(0);
    }

    [Fact]
    public void An_interrupt_that_is_raised_while_masked_is_taken_when_unmasked()
    {
        Ghost handled = default;
        using var computer = Hosted.Stepped(stage =>
        {
            var interrupts = stage.Kernel.Interrupts;
            handled = stage.Ghost("handled");
            var x = stage.KernelInt("x");
            stage.KernelThread("thread", async () =>
            {
                await interrupts.LocalIrqDisable();
                await x.Store(1);
                await interrupts.LocalIrqEnable();
                await x.Store(2);
            });
            stage.Device("device", 1, () =>
            {
                handled.Value++;
                return new KTask<int>(0);
            });
        });
        computer.Host().Tap = TestActor;
        var thread = computer.Agents.Single(a => a.Name.StartsWith("thread", StringComparison.Ordinal));
        var device = computer.Agents.Single(a => a.Kind == AgentKind.Source);
        var handlers = computer.Agents.Where(a => a.Kind == AgentKind.Interrupt).ToList();
        bool CanBeTaken() => handlers.Any(a => computer.CanStep(a.Id));

        computer.BeginStepwise(new ReplayStrategy([]));
        computer.Step(thread.Id);
        computer.Step(thread.Id);
        computer.Step(device.Id);
        ExpectMsg<Message>(m => m.Kind == MessageKind.Irq);
        Assert.Equal("cpu0", LastSender.Path.Name);
        Assert.False(CanBeTaken());
        while (!CanBeTaken())
        {
            computer.Step(thread.Id);
        }

        while (!computer.IsOver)
        {
            computer.Step(handlers.FirstOrDefault(a => computer.CanStep(a.Id))?.Id ?? thread.Id);
        }

        Assert.Equal(RunOutcome.Ended, computer.EndStepwise());
        Assert.Equal(1, handled.Value);
    }

    [Fact]
    public void A_module_in_use_is_not_told_to_unload_and_an_unused_one_is()
    {
        Ghost refused = default;
        Ghost removed = default;
        using var computer = Hosted.Stepped(stage =>
        {
            stage.Load(k => new SleepFixed(k));
            refused = stage.Ghost("refused");
            removed = stage.Ghost("removed");
            stage.Process("user", async p =>
            {
                long fd = await p.Open(Path);
                refused.Value = await p.Rmmod("sleep");
                await p.Close(fd);
                removed.Value = await p.Rmmod("sleep");
            });
        });
        Run(computer);

        // 2.6.11's delete_module answers EWOULDBLOCK where O_NONBLOCK is asked for, which rmmod does.
        Assert.Equal((-Errno.EAGAIN, 0), (refused.Value, removed.Value));
        Until(m => m.Kind == MessageKind.Syscall && m.Number == SyscallNames.DeleteModule, not: MessageKind.Unload);
        Until(m => m.Kind == MessageKind.SyscallReturn && m.A == -Errno.EAGAIN, not: MessageKind.Unload);
        Until(m => m.Kind == MessageKind.Syscall && m.Number == SyscallNames.DeleteModule, not: MessageKind.Unload);
        Until(m => m.Kind == MessageKind.Unload, not: MessageKind.SyscallReturn);
        Assert.Equal("module-sleep", LastSender.Path.Name);
    }

    [Fact]
    public void A_module_is_told_that_it_is_loaded_on_the_stage()
    {
        using var computer = Hosted.Stepped(stage => stage.Load(k => new SleepFixed(k)), tap: TestActor);
        Until(m => m.Kind == MessageKind.Load, not: MessageKind.Unload);
        Assert.Equal("/user/smp/module-sleep", LastSender.Path.ToStringWithoutAddress());
    }

    [Fact]
    public void A_signal_tells_a_sleeper_to_look()
    {
        using var computer = Hosted.Stepped(stage =>
        {
            var sleeper = stage.Process("sleeper", async p => await p.Pause());
            stage.Process("kill", async p => await p.Kill(sleeper.Pid, SigTerm));
        });
        Run(computer);
        Until(m => m.Kind == MessageKind.Syscall && m.Number == SyscallNames.Pause, not: MessageKind.Signal);
        Until(m => m.Kind == MessageKind.Syscall && m.Number == SyscallNames.Kill, not: MessageKind.Signal);
        Until(m => m.Kind == MessageKind.Signal, not: MessageKind.SyscallReturn);
        Assert.Equal("process-sleeper-1", LastSender.Path.Name);
    }

    [Fact]
    public void Every_actor_answers_under_its_own_name()
    {
        using var computer = Hosted.Stepped(stage =>
        {
            stage.Load(k => new SleepFixed(k));
            stage.Process("cat", async p => await p.Open(Path));
            stage.Process("cat", async p => await p.Open(Path));
            stage.Device("keyboard", 1, () => new KTask<int>(0));
            stage.Ticks(1);
        });
        var host = computer.Host();
        host.RunMailboxes();
        foreach (string name in (string[])["smp", "smp/cpu0", "smp/cpu1", "smp/process-cat-1", "smp/process-cat-2", "smp/module-sleep", "smp/source-keyboard", "smp/clock"])
        {
            host.System.ActorSelection("/user/" + name).Tell(new Identify(name), TestActor);
            var identity = ReceiveIdentity(host);
            Assert.Equal(name, identity.MessageId);
            Assert.NotNull(identity.Subject);
            Assert.Equal("/user/" + name, identity.Subject.Path.ToStringWithoutAddress());
        }
    }

    [Fact]
    public void Two_names_that_would_be_the_same_are_told_apart()
    {
        var names = new ActorNames();
        Assert.Equal(["process-a-1", "process-a-1-2", "process-a-1-3"], [names.For("process a/1"), names.For("process a-1"), names.For("process a 1")]);
    }

    private ActorIdentity ReceiveIdentity(SteppedHost host)
    {
        // The question comes by way of the user guardian, which lives on Akka.NET's threads.
        ActorIdentity? identity = null;
        AwaitCondition(() =>
        {
            host.RunMailboxes();
            identity = ReceiveOne(TimeSpan.Zero) as ActorIdentity;
            return identity is not null;
        });
        return identity!;
    }

    private void Run(Computer computer)
    {
        computer.Host().Tap = TestActor;
        Assert.Null(computer.Run(new ReplayStrategy([])) == RunOutcome.Found ? computer.Finding : null);
    }

    private void Until(Predicate<Message> isIt, MessageKind not)
    {
        while (true)
        {
            var message = ExpectMsg<Message>();
            if (isIt(message))
            {
                return;
            }

            Assert.NotEqual(not, message.Kind);
        }
    }
}
