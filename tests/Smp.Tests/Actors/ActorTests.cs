using System.Reflection;
using Smp.Actors;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Actors;

/// <summary>Actors are real: they reach each other by messages and in no other way.</summary>
public sealed class ActorTests
{
    [Fact]
    public void No_actor_class_has_another_in_a_field_a_property_or_a_parameter()
    {
        var actors = typeof(Actor).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Actor))).ToList();
        Assert.True(actors.Count >= 4);
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var actor in actors)
        {
            var nested = actor.GetNestedTypes(All).Append(actor);
            var used = nested.SelectMany(t => t.GetFields(All).Select(f => f.FieldType)
                .Concat(t.GetProperties(All).Select(p => p.PropertyType))
                .Concat(t.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
                .Concat(t.GetConstructors(All).SelectMany(c => c.GetParameters().Select(p => p.ParameterType))));
            foreach (var type in used.SelectMany(Unfold))
            {
                Assert.False(type.IsSubclassOf(typeof(Actor)) && type != actor, $"{actor.Name} knows {type.Name}");
            }
        }
    }

    [Fact]
    public void A_process_whose_syscall_return_is_withheld_hangs()
    {
        var computer = Build(out var host);
        host.Passes = m => m.Kind != MessageKind.SyscallReturn || m.Agent != 0;
        var recording = computer.Record(new RandomStrategy(1));
        Assert.Equal("hung-task", recording.Finding?.Kind);
        Assert.Equal(Blocked.Message, recording.Blocked[0] & Blocked.Message);
        host.Passes = null;
        Assert.Equal(RunOutcome.Ended, computer.Run(new RandomStrategy(1)));
    }

    [Fact]
    public void A_sleeper_whose_reschedule_is_withheld_is_never_run_again()
    {
        var computer = Build(out var host);
        host.Passes = m => m.Kind != MessageKind.Reschedule;
        var outcomes = new HashSet<string>();
        for (ulong seed = 0; seed < 200; seed++)
        {
            outcomes.Add(computer.Run(new RandomStrategy(seed)) == RunOutcome.Found ? computer.Finding!.Kind : "ended");
        }

        Assert.Contains("hung-task", outcomes);
    }

    [Fact]
    public void The_order_in_which_two_senders_post_is_explored()
    {
        var orders = new SortedSet<string>(StringComparer.Ordinal);
        var order = new List<string>();
        var kernel = new LinuxKernel(new Computer(), Environments.Find("S26")!);
        kernel.Interrupts.AddSource("a", 0, 1, () => new KTask<int>(0));
        kernel.Interrupts.AddSource("b", 0, 1, () => new KTask<int>(0));
        kernel.Host.Delivered = m => order.Add(kernel.Host.NameOf(m.From));
        kernel.Computer.Seal();
        for (var search = new DepthFirst(prune: false); !search.IsFinished;)
        {
            order.Clear();
            search.RunNext(kernel.Computer);
            orders.Add(string.Join(",", order));
        }

        Assert.Equal(["source a,source b", "source b,source a"], orders);
    }

    [Fact]
    public void A_system_call_is_a_message_there_and_a_message_back()
    {
        var computer = Build(out _);
        var recording = computer.Record(new RandomStrategy(3));
        var messages = recording.Events.Where(e => e.Kind == EventKind.Message).Select(e => $"{e.From} -> {e.To}: {e.Text}").ToList();
        Assert.Contains(messages, m => m.StartsWith("process cat/1 -> cpu", StringComparison.Ordinal) && m.Contains("Syscall open(\"/proc/sleep\", O_RDONLY)", StringComparison.Ordinal));
        Assert.Contains(messages, m => m.Contains("-> process cat/1: SyscallReturn", StringComparison.Ordinal));
        Assert.Equal(messages.Count(m => m.Contains(": Syscall ", StringComparison.Ordinal)), messages.Count(m => m.Contains(": SyscallReturn", StringComparison.Ordinal)));
    }

    [Fact]
    public void Loading_and_unloading_are_messages_to_the_module()
    {
        var recording = Record(stage =>
        {
            stage.Make(k => new TestModule(k, _ => new KTask<long>(1)));
            stage.Process("insmod", async p =>
            {
                await p.Insmod("test");
                await p.Rmmod("test");
            });
        });
        Assert.Contains(recording.Events, e => e.Kind == EventKind.Message && e.To == "module test" && e.Text.StartsWith("Load", StringComparison.Ordinal));
        Assert.Contains(recording.Events, e => e.Kind == EventKind.Message && e.To == "module test" && e.Text.StartsWith("Unload", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MessageKind.Load, RunOutcome.Found)]
    [InlineData(MessageKind.Unload, RunOutcome.Ended)]
    public void A_module_that_is_not_told_neither_appears_nor_goes(MessageKind withheld, RunOutcome outcome)
    {
        TestModule? module = null;
        var computer = new ScenarioSubject(
            new Scenario("test/told", "", stage =>
            {
                module = stage.Make(k => new TestModule(k, _ => new KTask<long>(1)));
                stage.Process("insmod", async p =>
                {
                    await p.Insmod("test");
                    await p.Rmmod("test");
                });
            }),
            Environments.Find("U0")!).Build();
        var host = (DeterministicHost)computer.Host!;
        host.Passes = m => m.Kind != withheld;
        Assert.Equal(outcome, computer.Run(new RandomStrategy(1)));
        Assert.Equal(withheld == MessageKind.Unload, computer.Memory.ShadowOf(module!.Value.Address) == Shadow.Live);
        host.Passes = null;
        Assert.Equal(RunOutcome.Ended, computer.Run(new RandomStrategy(1)));
        Assert.Equal(Shadow.Freed, computer.Memory.ShadowOf(module.Value.Address));
    }

    [Fact]
    public void A_signal_is_a_message_to_the_process()
    {
        var recording = Record(stage =>
        {
            var sleeper = stage.Process("sleeper", async p => await p.Pause());
            stage.Process("kill", async p => await p.Kill(sleeper.Pid, 15));
        });
        Assert.Contains(recording.Events, e => e.Kind == EventKind.Message && e.To == "process sleeper/1" && e.Text == "Signal signal 15");
    }

    private static IEnumerable<Type> Unfold(Type type)
        => type.HasElementType ? Unfold(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Unfold).Append(type) : [type];

    private static Recording Record(Action<Stage> build)
        => new ScenarioSubject(new Scenario("test/record", "", build), Environments.Find("S26")!).Build().Record(new RandomStrategy(1));

    private static Computer Build(out DeterministicHost host)
    {
        var scenario = new Catalogue().Find("sleep/SLP-1.fixed")!;
        var computer = new ScenarioSubject(scenario, Environments.Find("S26")!).Build();
        host = (DeterministicHost)computer.Host!;
        return computer;
    }
}
