using Smp.Machine;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

/// <summary>
/// The proof that the state identity is complete: on random small programs a search that cuts at known states finds
/// exactly the final states and the findings of one that does not, and every cut run, run on, gives known events.
/// </summary>
public sealed class PruningTests(ITestOutputHelper output)
{
    private const int Programs = 200;
    private const int MaxSchedules = 12_000;

    [Fact]
    public void Pruning_loses_nothing_on_random_programs()
    {
        long schedules = 0;
        long pruned = 0;
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var operations = new SortedSet<SmallOp>();
        for (int number = 0; number < Programs; number++)
        {
            var (program, all) = Draw(number);
            Explored few;
            try
            {
                few = Explored.All(SmallComputer.Build(program), prune: true, audit: true)!;
            }
            catch (MachineException e)
            {
                throw new InvalidOperationException($"{program}{e.Message}", e);
            }

            Assert.True(all.IsSameAs(few), $"{program}without pruning: {Text(all)}\nwith: {Text(few)}");
            schedules += all.Search.Schedules;
            pruned += few.Search.Schedules;
            foreach (string finding in all.Findings)
            {
                string kind = finding.Split("Kind = ")[1].Split(',')[0];
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }

            operations.UnionWith(program.Tasks.Concat(program.Handlers).SelectMany(c => c).Select(i => i.Op));
        }

        output.WriteLine($"{schedules} schedules without pruning, {pruned} with; findings: {string.Join(", ", kinds.Select(k => $"{k.Key} {k.Value}"))}");

        // The programs are worth the name of a test.
        Assert.Equal(Enum.GetValues<SmallOp>().Length, operations.Count);
        foreach (string kind in (string[])["deadlock", "hung-task", "never", "order", "UseAfterFree", "Uninitialised", "FreedText"])
        {
            Assert.True(kinds.GetValueOrDefault(kind) >= 2, kind);
        }

        Assert.True(pruned * 5 < schedules);
    }

    [Theory]
    [InlineData("what agents have observed and stand at")]
    [InlineData("memory")]
    [InlineData("what agents have observed")]
    public void An_identity_without_a_part_is_caught(string part)
    {
        Func<Computer, Identity> identity = part switch
        {
            "memory" => computer => Less(computer.StateIdentity(), MemoryOf(computer)),
            "what agents have observed" => WithoutHistories,
            _ => computer => computer.FinalState(),
        };
        int caught = 0;
        for (int number = 0; number < 50; number++)
        {
            var (program, all) = Draw(number);
            if (program.WatchesOrder)
            {
                continue;
            }

            var few = Explored.All(SmallComputer.Build(program), prune: true, identity: identity)!;
            caught += all.IsSameAs(few) ? 0 : 1;
        }

        output.WriteLine($"{caught} programs notice");
        Assert.True(caught > 0);
    }

    [Fact]
    public void A_detector_that_hides_its_memory_is_caught()
    {
        int caught = 0;
        for (int number = 0; number < 100; number++)
        {
            var (program, all) = Draw(number, 30_000);
            if (program.WatchesOrder)
            {
                var few = Explored.All(SmallComputer.Build(program, hideDigest: true), prune: true)!;
                caught += all.IsSameAs(few) ? 0 : 1;
            }
        }

        output.WriteLine($"{caught} programs notice");
        Assert.True(caught > 0);
    }

    [Fact]
    public void Which_of_two_detectors_remembers_is_part_of_the_state()
    {
        var all = Explored.All(Build(), prune: false)!;
        var few = Explored.All(Build(), prune: true)!;
        Assert.Single(all.Findings);
        Assert.True(all.IsSameAs(few));

        static Computer Build()
        {
            var computer = new Computer();
            var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
            var y = new Shared<int>(computer, computer.Memory.Allocate(4, "y", RegionKind.ModuleData));
            computer.AddAgent("a", AgentKind.Task, 0, () => Twice(x));
            computer.AddAgent("b", AgentKind.Task, 1, () => Twice(y));
            computer.Attach(new FlagDetector(_ => x.Inspect() > y.Inspect(), reports: false));
            computer.Attach(new FlagDetector(_ => y.Inspect() > x.Inspect(), reports: true));
            computer.Seal();
            return computer;
        }

        static async KTask Twice(Shared<int> variable)
        {
            await variable.Store(1);
            await variable.Store(1);
        }
    }

    [Fact]
    public void An_audit_names_the_step_at_which_a_hidden_field_shows()
    {
        var error = Assert.Throws<MachineException>(() => Explored.All(WithHiddenField(), prune: true, audit: true));
        Assert.Contains("the state identity is incomplete", error.Message, StringComparison.Ordinal);
        Assert.Matches("step [0-9]+ is '.*' where it was '.*'", error.Message);
        output.WriteLine(error.Message);
    }

    [Fact]
    public void A_loop_that_comes_back_to_a_state_ends_the_search()
    {
        var computer = new Computer();
        var flag = new Shared<int>(computer, computer.Memory.Allocate(4, "flag", RegionKind.ModuleData));
        for (int i = 0; i < 2; i++)
        {
            int agent = i;
            computer.AddAgent($"spinner{i}", AgentKind.Task, i, () => Spin(agent));
        }

        computer.AddAgent("setter", AgentKind.Task, 2, async () => await flag.Store(1));
        computer.Seal();
        var all = Explored.All(computer, prune: true, audit: true)!;
        Assert.True(all.Search.IsExhaustive);
        Assert.Single(all.FinalStates);

        async KTask Spin(int agent)
        {
            do
            {
                computer.LoopHead(agent, 0, 1);
            }
            while (await flag.Load() == 0);
        }
    }

    /// <summary>The program of that number, and all there is to know about it by brute force.</summary>
    private static (SmallProgram Program, Explored All) Draw(int number, long limit = MaxSchedules)
    {
        for (int attempt = 0; ; attempt++)
        {
            var program = ProgramGenerator.Draw(number, attempt);
            if (Explored.All(SmallComputer.Build(program), prune: false, limit: limit) is { } all)
            {
                return (program, all);
            }
        }
    }

    private static Computer WithHiddenField()
    {
        var computer = new Computer();
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        var y = new Shared<int>(computer, computer.Memory.Allocate(4, "y", RegionKind.ModuleData));
        int last = -1;
        for (int i = 0; i < 2; i++)
        {
            int agent = i;
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                // Who stored last is a field of C#, not of the machine.
                last = -1;
                await x.Store(1);
                last = agent;
                await y.Load();
                await y.Store(last);
            });
        }

        computer.Seal();
        return computer;
    }

    private static string Text(Explored explored)
        => $"{explored.Search.Schedules} schedules, ends {explored.FinalStates.Count}, findings {string.Join("; ", explored.Findings)}";

    private static Identity MemoryOf(Computer computer) => Less(computer.FinalState(), Agents(computer, id => (ulong)computer.BlockedBy(id)));

    private static Identity WithoutHistories(Computer computer)
    {
        var pending = Agents(computer, id => Hashing.Fold(
            (ulong)computer.PendingOperation(id) | ((ulong)computer.BlockedBy(id) << 8),
            ((ulong)computer.PendingObject(id).Value << 32) + (uint)computer.PendingLine(id)));
        var memory = MemoryOf(computer);
        return new Identity(memory.High + pending.High, memory.Low + pending.Low);
    }

    private static Identity Agents(Computer computer, Func<int, ulong> value)
    {
        const ulong Lane = 1UL << 40;
        ulong high = 0;
        ulong low = 0;
        foreach (var agent in computer.Agents)
        {
            high += Hashing.At((uint)agent.Id | Lane, value(agent.Id));
            low += Hashing.At2((uint)agent.Id | Lane, value(agent.Id));
        }

        return new Identity(high, low);
    }

    private static Identity Less(Identity left, Identity right) => new(left.High - right.High, left.Low - right.Low);
}
