using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

/// <summary>What kernel code may not do is an error of the testbed that names the agent, and the computer survives it.</summary>
public sealed class MisuseTests
{
    public static TheoryData<string, string> Misuses => new()
    {
        { "a step awaited twice", "awaited that was not announced, or a second time" },
        { "a default step", "task0" },
        { "two steps at once", "before it has awaited the step before" },
        { "a step not awaited", "made but not awaited: Load" },
        { "a foreign awaitable", "YieldAwaitable" },
        { "a foreign awaitable after a step", "YieldAwaitable" },
        { "a foreign task", "which the machine cannot schedule" },
        { "a child not awaited", "it was not awaited" },
        { "a child not awaited and more", "before it has awaited the step before" },
        { "an exception", "the body is broken" },
        { "an exception at once", "the body is broken" },
        { "an exception in a child", "the child is broken" },
        { "an exception in a step", "the step is broken" },
    };

    [Theory]
    [MemberData(nameof(Misuses))]
    public void Misuse_is_an_error_and_the_computer_runs_correctly_afterwards(string misuse, string message)
    {
        bool broken = false;
        var computer = new Computer();
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        computer.AddAgent("task0", AgentKind.Task, 0, () => broken ? Break(computer, x, misuse) : Increment());
        computer.AddAgent("task1", AgentKind.Task, 1, Increment);
        computer.Seal();
        for (int i = 0; i < 3; i++)
        {
            broken = true;
            var error = Assert.Throws<MachineException>(() => Explored.All(computer, prune: false));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
            Assert.Contains("task0", error.Message, StringComparison.Ordinal);

            broken = false;
            var all = Explored.All(computer, prune: false)!;
            Assert.Equal((6, 2), (all.Search.Complete, all.FinalStates.Count));
        }

        async KTask Increment()
        {
            int value = await x.Load();
            await x.Store(value + 1);
        }
    }

    [Fact]
    public void A_step_outside_every_agent_is_an_error()
    {
        var computer = LostUpdate.Build();
        var x = new Shared<int>(computer, new Address(0x1000));
        Assert.Contains("outside every agent", Assert.Throws<MachineException>(() => x.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strategy_that_answers_nonsense_is_an_error()
    {
        var computer = LostUpdate.Build();
        Assert.Contains("the strategy answered 7", Assert.Throws<MachineException>(() => computer.Run(new Nonsense())).Message, StringComparison.Ordinal);
        Assert.Equal(6, Explored.All(computer, prune: false)!.Search.Complete);
    }

    private static async KTask Break(Computer computer, Shared<int> x, string misuse)
    {
        switch (misuse)
        {
            case "a step awaited twice":
                var once = x.Load();
                await once;
                await once;
                break;
            case "a default step":
                await default(LoadStep<int>);
                break;
            case "two steps at once":
                var first = x.Load();
                var second = x.Store(1);
                await first;
                await second;
                break;
            case "a step not awaited":
                _ = x.Load();
                break;
            case "a foreign awaitable":
                await Task.Yield();
                break;
            case "a foreign awaitable after a step":
                await x.Load();
                await Task.Yield();
                break;
            case "a foreign task":
                await x.Load();
                await new TaskCompletionSource().Task;
                break;
            case "a child not awaited":
                _ = Child(x, fails: false);
                break;
            case "a child not awaited and more":
                _ = Child(x, fails: false);
                await x.Load();
                break;
            case "an exception":
                await x.Load();
                throw new InvalidOperationException("the body is broken");
            case "an exception at once":
                throw new InvalidOperationException("the body is broken");
            case "an exception in a child":
                await Child(x, fails: true);
                break;
            case "an exception in a step":
                computer.Announce(Operation.Kernel, default, new Site("MisuseTests.cs", 1, "Break"));
                await new Step<FunctionBody>(computer, new FunctionBody(_ => throw new InvalidOperationException("the step is broken")));
                break;
            default:
                throw new ArgumentException(misuse);
        }
    }

    private static async KTask<int> Child(Shared<int> x, bool fails)
    {
        int value = await x.Load();
        await x.Store(value);
        return fails ? throw new InvalidOperationException("the child is broken") : value;
    }

    private sealed class Nonsense : IStrategy
    {
        public void BeginExecution(Computer computer)
        {
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => 7;

        public int NextValue(int count) => 0;
    }
}
