using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Xunit.Abstractions;

namespace Smp.Tests.Kernel;

/// <summary>
/// The state identity once more, on the real primitives: random kernel threads and a handler with plain and atomic
/// accesses, spinlocks, semaphores, waiting and waking, interrupts off and on, in a random environment. A search that
/// cuts at known states must find the final states and findings of one that does not.
/// </summary>
public sealed class RandomKernelProgramTests(ITestOutputHelper output)
{
    private const int Programs = 200;
    private const int MaxSchedules = 6_000;

    internal enum Op
    {
        Increment,
        Store,
        AtomicAdd,
        UnderSpinLock,
        UnderSpinLockIrq,
        UnderSemaphore,
        WithIrqsOff,
        Wait,
        Wake,
        Yield,
    }

    [Fact]
    public void Pruning_loses_nothing_on_random_kernel_programs()
    {
        long full = 0;
        long pruned = 0;
        int kept = 0;
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (ulong seed = 1; kept < Programs; seed++)
        {
            Assert.True(seed < 4 * Programs, "too many programs are too large for brute force");
            var program = new Program(seed);
            var (all, allSchedules) = Search(program, prune: false);
            if (all is null)
            {
                continue;
            }

            kept++;
            var (few, fewSchedules) = Search(program, prune: true);
            Assert.True(all.SetEquals(few!), $"seed {seed}, {program}:\nonly without pruning: {string.Join("; ", all.Except(few!))}\nonly with: {string.Join("; ", few!.Except(all))}");
            full += allSchedules;
            pruned += fewSchedules;
            foreach (string kind in all.Where(r => r.StartsWith("finding ", StringComparison.Ordinal)).Select(r => r.Split(' ')[1]).Distinct())
            {
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }
        }

        output.WriteLine($"{full} schedules without pruning, {pruned} with; programs with findings: {string.Join(", ", kinds)}");
        Assert.True(kinds.GetValueOrDefault("never") >= 20);
        Assert.True(kinds.GetValueOrDefault("hung-task") >= 20);
        Assert.True(kinds.GetValueOrDefault("deadlock") >= 2);
        Assert.True(pruned * 3 < full);
    }

    private static (HashSet<string>? Results, long Schedules) Search(Program program, bool prune)
    {
        var computer = program.Build();
        var search = new DepthFirst(prune, audit: prune);
        var results = new HashSet<string>();
        while (!search.IsFinished)
        {
            if (search.Schedules > MaxSchedules)
            {
                return (null, search.Schedules);
            }

            switch (search.RunNext(computer))
            {
                case RunOutcome.Ended:
                    results.Add("final " + computer.FinalState());
                    break;
                case RunOutcome.Found:
                    results.Add($"finding {computer.Finding!.Kind} {computer.Finding.Subject} {computer.FinalState()}");
                    break;
            }
        }

        return (results, search.Schedules);
    }

    internal sealed class Program
    {
        private readonly KernelProfile _profile;
        private readonly List<Op[]> _tasks = [];
        private readonly Op[]? _handler;
        private readonly int _never;

        internal Program(ulong seed)
        {
            var random = new SplitMix64(seed);
            int Draw(int count) => (int)(random.Next() % (ulong)count);
            _profile = Environments.All[Draw(Environments.All.Count)];
            int tasks = 2 + (Draw(4) == 0 ? 1 : 0);
            for (int i = 0; i < tasks; i++)
            {
                _tasks.Add([.. Enumerable.Range(0, tasks == 3 ? 1 : 1 + Draw(2)).Select(_ => (Op)Draw(10))]);
            }

            if (tasks == 2 && Draw(2) == 0)
            {
                Op[] possible = [Op.Increment, Op.AtomicAdd, Op.Store, Op.Wake, Op.UnderSpinLock, Op.UnderSpinLock, Op.UnderSpinLock];
                _handler = [possible[Draw(possible.Length)]];
            }

            _never = Draw(4);
        }

        public override string ToString()
            => $"{_profile.Name}: {string.Join(" | ", _tasks.Select(t => string.Join(",", t)))}{(_handler is null ? "" : " | irq " + _handler[0])}";

        internal KernelProfile Profile => _profile;

        internal bool HasHandler => _handler is not null;

        internal Computer Build()
            => new ScenarioSubject(new Scenario("test/random", "", Stage), _profile).Build();

        internal Computer BuildWith(Func<LinuxKernel, IDetector> detector)
        {
            LinuxKernel? kernel = null;
            var scenario = new Scenario("test/random", "", stage =>
            {
                Stage(stage);
                kernel = stage.Kernel;
            });
            var computer = new ScenarioSubject(scenario, _profile).Build();
            computer.DetachAll();
            computer.Attach(detector(kernel!));
            return computer;
        }

        private void Stage(Stage stage)
        {
            var kernel = stage.Kernel;
            var x = stage.KernelInt("x");
            var flag = stage.KernelInt("flag");
            var atomic = new Atomic(stage.Computer, stage.Computer.Memory.Allocate(4, "atomic", RegionKind.KernelData));
            var spin = kernel.NewSpinLock("spin");
            var semaphore = kernel.NewSemaphore("semaphore", 1);
            var queue = kernel.NewWaitQueue("queue");
            Func<KTask<bool>> flagIsSet = async () => await flag.Load() != 0;

            async KTask Take(Op op)
            {
                switch (op)
                {
                    case Op.Increment:
                        await x.Store(await x.Load() + 1);
                        break;
                    case Op.Store:
                        await x.Store(5);
                        break;
                    case Op.AtomicAdd:
                        await atomic.AddReturn(await x.Load() + 1);
                        break;
                    case Op.UnderSpinLock:
                        await spin.Lock();
                        await Take(Op.Increment);
                        await spin.Unlock();
                        break;
                    case Op.UnderSpinLockIrq:
                        await spin.LockIrq();
                        await Take(Op.Increment);
                        await spin.UnlockIrq();
                        break;
                    case Op.UnderSemaphore:
                        await semaphore.Down();
                        await Take(Op.Increment);
                        await semaphore.Up();
                        break;
                    case Op.WithIrqsOff:
                        await kernel.Interrupts.LocalIrqDisable();
                        await Take(Op.Increment);
                        await kernel.Interrupts.LocalIrqEnable();
                        break;
                    case Op.Wait:
                        await kernel.WaitEvent(queue, flagIsSet);
                        break;
                    case Op.Wake:
                        await flag.Store(1);
                        await kernel.WakeUp(queue);
                        break;
                    default:
                        await kernel.Schedule(new Site("test", 1, "yield"));
                        break;
                }
            }

            for (int i = 0; i < _tasks.Count; i++)
            {
                var ops = _tasks[i];
                stage.KernelThread($"task{i}", async () =>
                {
                    foreach (var op in ops)
                    {
                        await Take(op);
                    }
                });
            }

            if (_handler is { } handler)
            {
                stage.Device("device", 1, async () =>
                {
                    await Take(handler[0]);
                    return 0;
                });
            }

            stage.Never("the forbidden sum", () => x.Inspect() + atomic.Inspect() == 2 + _never);
        }
    }
}
