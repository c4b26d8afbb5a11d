using Smp.Diagnostics;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Tests.Kernel;
using Xunit.Abstractions;

namespace Smp.Tests.Diagnostics;

/// <summary>
/// The race detector on random kernel programs, against what it claims to compute: the graph of a run, edge by edge, and
/// the states in which two agents stand before conflicting accesses.
/// </summary>
public sealed class RandomRaceTests(ITestOutputHelper output)
{
    private const int MaxSchedules = 20_000;

    [Fact]
    public void It_answers_as_the_graph_of_the_run_does()
    {
        int racing = 0;
        int silent = 0;
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var program = new RandomKernelProgramTests.Program(seed);
            RunGraph graph = null!;
            var computer = program.BuildWith(kernel => graph = new RunGraph(new CpuSections(kernel)));
            var strategy = new RandomStrategy(seed);
            for (int k = 0; k < 20; k++)
            {
                strategy.Reseed(k);
                computer.Run(strategy);
                int expected = graph.FirstRace();
                Assert.True(expected == graph.FirstReported, $"seed {seed}, schedule {k}, {program}: the graph has its first race in step {expected}, the detector in step {graph.FirstReported}");
                racing += expected > 0 ? 1 : 0;
                silent += expected > 0 ? 0 : 1;
            }
        }

        output.WriteLine($"{racing} runs with races, {silent} without");
        Assert.True(racing > 500 && silent > 500);
    }

    [Fact]
    public void A_pruned_search_with_it_finds_what_a_full_one_finds()
    {
        int kept = 0;
        int racing = 0;
        long full = 0;
        long pruned = 0;
        for (ulong seed = 1; seed <= 400; seed++)
        {
            var program = new RandomKernelProgramTests.Program(seed);
            var (all, schedules) = Search(program, prune: false);
            if (all is null)
            {
                continue;
            }

            kept++;
            full += schedules;
            var (few, fewer) = Search(program, prune: true);
            pruned += fewer;
            Assert.True(all.SetEquals(few!), $"seed {seed}, {program}:\nonly without pruning: {string.Join("; ", all.Except(few!))}\nonly with: {string.Join("; ", few!.Except(all))}");
            racing += all.Any(r => r.StartsWith("race", StringComparison.Ordinal)) ? 1 : 0;
        }

        output.WriteLine($"{kept} programs, {racing} with races; {full} schedules without pruning, {pruned} with");
        Assert.True(kept > 200 && racing > 80 && kept - racing > 40);
        Assert.True(pruned * 2 < full);
    }

    [Fact]
    public void A_program_without_handlers_races_exactly_if_two_tasks_can_stand_before_conflicting_accesses_at_once()
    {
        // With locks, semaphores and wake-ups alone, whatever is unordered can also be brought together, and the other way
        // round: two enabled agents before conflicting accesses have nothing between them that could order them.
        int racing = 0;
        int silent = 0;
        for (ulong seed = 1; seed <= 1_000; seed++)
        {
            var program = new RandomKernelProgramTests.Program(seed);
            if (program.HasHandler || !program.Profile.IsSmp || program.Profile.BigLock == BigLock.EveryEntry)
            {
                continue;
            }

            Meeting meeting = null!;
            if (!Exhaust(program.BuildWith(_ => meeting = new Meeting())))
            {
                continue;
            }

            var (results, _) = Search(program, prune: true);
            bool races = results!.Any(r => r.StartsWith("race", StringComparison.Ordinal));
            Assert.True(meeting.Met == races, $"seed {seed}, {program}: {(races ? "a race is found, but the accesses never meet" : "accesses meet, but no race is found")}");
            racing += races ? 1 : 0;
            silent += races ? 0 : 1;
        }

        output.WriteLine($"{racing} programs race, {silent} do not");
        Assert.True(racing > 50 && silent > 20);
    }

    private static bool Exhaust(Computer computer)
    {
        var search = new DepthFirst(prune: true, audit: false);
        while (!search.IsFinished && search.Schedules < MaxSchedules)
        {
            search.RunNext(computer);
        }

        return search.IsFinished;
    }

    private static (HashSet<string>? Results, long Schedules) Search(RandomKernelProgramTests.Program program, bool prune)
    {
        var computer = program.BuildWith(kernel => new DataRaceDetector(new CpuSections(kernel)));
        var search = new DepthFirst(prune, audit: prune);
        var results = new HashSet<string>();
        while (!search.IsFinished)
        {
            if (search.Schedules > MaxSchedules)
            {
                return (null, search.Schedules);
            }

            var outcome = search.RunNext(computer);
            if (outcome is RunOutcome.Ended or RunOutcome.Found)
            {
                results.Add($"{(outcome == RunOutcome.Found ? "race " + computer.Finding!.Subject : "final")} {computer.FinalState()}");
            }
        }

        return (results, search.Schedules);
    }

    /// <summary>Whether an agent ever made a plain access while another stood, enabled, before one that conflicts with it.</summary>
    private sealed class Meeting : IDetector, IOrderObserver
    {
        public string Name => "meeting";

        public bool WantsSteps => false;

        public ulong? Digest => 0;

        internal bool Met { get; private set; }

        public void Begin()
        {
        }

        public Finding? OnStep(Computer computer) => null;

        public Finding? OnFault(Computer computer, in Fault fault) => null;

        public Finding? OnEnd(Computer computer) => null;

        public void OnAccess(Computer computer, in SharedAccess access)
        {
            for (int i = 0; i < computer.Agents.Count; i++)
            {
                var operation = computer.PendingOperation(i);
                Met |= i != computer.Current && computer.BlockedBy(i) == Blocked.No && !access.IsMarked
                    && operation is (Operation.Load or Operation.Store) && (access.IsWrite || operation == Operation.Store)
                    && computer.PendingObject(i) == access.Address;
            }
        }

        public void OnAcquire(Computer computer, int agent, Address sync)
        {
        }

        public void OnRelease(Computer computer, Address sync)
        {
        }
    }
}
