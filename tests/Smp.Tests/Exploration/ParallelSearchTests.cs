using System.Collections.Concurrent;
using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

public sealed class ParallelSearchTests(ITestOutputHelper output)
{
    // Unit budgets and rounds so small that everything is split.
    private static SplitSizes Sizes(int number) => new(1 + (number % 10), 1 + (number % 20), 1 + (number % 7));

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    public void A_split_search_finds_what_one_that_is_not_split_finds(bool prune, int first)
    {
        long units = 0;
        long schedules = 0;
        long whole = 0;
        for (int number = first; number < first + 150; number++)
        {
            var program = ProgramGenerator.Draw(number, 1 + (number % 2));
            var expected = Reduced.All(SmallComputer.Build(program), new ReducedSearch(prune));
            if (expected.Search.Schedules > 400)
            {
                continue;
            }

            var split = Outcome.Of(() => SmallComputer.Build(program), 1, prune, Sizes(number));
            Assert.True(expected.FinalStates.Where(IsEnd).ToHashSet().SetEquals(split.FinalStates.Where(IsEnd)), $"final states {number} {program}");
            Assert.True(expected.Findings.SetEquals(split.Findings), $"findings {number} {program}");
            if (!prune && expected.Findings.Count == 0)
            {
                Assert.True(expected.Search.Complete == split.Totals.Complete, $"{expected.Search.Complete} classes, split {split.Totals.Complete}: {number} {program}");
            }

            units += split.Settled;
            schedules += split.Totals.Schedules;
            whole += expected.Search.Schedules;
        }

        output.WriteLine($"{units} rounds, {schedules} schedules; not split {whole}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Figures_and_hits_do_not_depend_on_the_workers(bool prune)
    {
        for (int number = 0; number < 20; number++)
        {
            var program = ProgramGenerator.Draw(number, 1);
            foreach (bool stops in new[] { false, true })
            {
                string one = Outcome.Of(() => SmallComputer.Build(program), 1, prune, Sizes(number), stops, 400).ToString();
                Assert.Equal(one, Outcome.Of(() => SmallComputer.Build(program), 2, prune, Sizes(number), stops, 400).ToString());
                Assert.Equal(one, Outcome.Of(() => SmallComputer.Build(program), 3, prune, Sizes(number), stops, 400).ToString());
            }
        }
    }

    [Fact]
    public void States_that_runs_come_back_to_are_known_alike_however_the_search_is_split()
    {
        for (int number = 0; number < 60; number++)
        {
            int seed = number % 20;
            var expected = Reduced.All(Spinning(seed), new ReducedSearch(prune: true));
            string one = "";
            foreach (int workers in new[] { 1, 2 })
            {
                var split = Outcome.Of(() => Spinning(seed), workers, prune: true, Sizes(number));
                Assert.True(expected.FinalStates.ToHashSet().SetEquals(split.FinalStates), $"{number}");
                Assert.Equal(workers == 1 ? one = split.ToString() : one, split.ToString());
            }
        }
    }

    /// <summary>Contexts that wait for each other by looking again and again, as often as it takes.</summary>
    private static Computer Spinning(int seed)
    {
        var computer = new Computer();
        var random = SplitMix64.OfSchedule((ulong)seed, 0);
        var flags = new Shared<int>[2];
        for (int i = 0; i < flags.Length; i++)
        {
            flags[i] = new Shared<int>(computer, computer.Memory.Allocate(4, $"flag{i}", RegionKind.ModuleData));
        }

        for (int i = 0; i < 3; i++)
        {
            int agent = i;
            var (own, other, value, until) = (flags[random.Below(2)], flags[random.Below(2)], 1 + random.Below(2), random.Below(3));
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                await own.Store(value);
                for (int seen = -1; seen < until;)
                {
                    computer.LoopHead(agent, 0, 1);
                    seen = await other.Load();
                    if (seen < until && agent == 0)
                    {
                        await own.Store(until);
                        await own.Store(value);
                    }
                }

                await other.Store(value + until);
            });
        }

        computer.Seal();
        return computer;
    }

    [Fact]
    public void No_more_schedules_are_begun_than_the_limit_says()
    {
        for (int limit = 1; limit < 60; limit++)
        {
            var outcome = Outcome.Of(() => HuntPrograms.Counter(3), 2, false, new SplitSizes(5, 7, 3), limit: limit);
            Assert.True(outcome.Totals.Schedules == limit || outcome.IsFinished, $"{outcome.Totals.Schedules} of {limit}");
        }
    }

    private static bool IsEnd(string state) => state.StartsWith("Ended", StringComparison.Ordinal);

    /// <summary>All that a split search comes to.</summary>
    internal sealed class Outcome(bool stops) : ISearchWatcher
    {
        private readonly List<string> _hits = [];
        private ulong _hashes;

        internal ConcurrentDictionary<string, int> Ends { get; } = new(StringComparer.Ordinal);

        internal IEnumerable<string> FinalStates => Ends.Keys;

        internal HashSet<string> Findings { get; } = new(StringComparer.Ordinal);

        internal SearchTotals Totals { get; private set; } = null!;

        internal bool IsFinished { get; private set; }

        internal int Settled { get; private set; }

        public bool StopsAtFirst => stops;

        public bool WantsHashes => true;

        public static Outcome Of(
            Func<Computer> build, int workers, bool prune, SplitSizes sizes, bool stops = false, long limit = 100_000)
        {
            var outcome = new Outcome(stops);
            using var search = new ParallelSearch(build(), new ReducedSearch(prune), build, workers, prune, sizes: sizes)
            {
                Seen = (computer, how) =>
                {
                    if (how is RunOutcome.Ended or RunOutcome.Found)
                    {
                        outcome.Ends.TryAdd($"{how} {computer.FinalState()}", 0);
                    }
                },
                Settled = () => outcome.Settled++,
            };
            search.Run(limit, outcome, default);
            outcome.Totals = search.Totals;
            outcome.IsFinished = search.IsFinished;
            if (!stops && search.Totals.Schedules < limit)
            {
                Assert.True(search.IsFinished);
            }

            return outcome;
        }

        public bool OnFound(Finding finding, in Hit hit)
        {
            Findings.Add(finding.ToString());
            _hits.Add($"{hit.Number} {finding} {string.Join(',', hit.Choices!)}");
            return !stops;
        }

        public void OnComplete(ulong hash) => _hashes = Hashing.Fold(_hashes, hash);

        public void OnLook(Computer computer)
        {
        }

        public override string ToString()
            => $"{Totals.Schedules} {Totals.Complete} {Totals.Blocked} {Totals.Cuts} {Totals.TooLong} {Totals.Steps} {Totals.Reached} {_hashes:x} {Settled}\n"
                + string.Join('\n', _hits);
    }
}
