using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("smp-checkpoint-").FullName;

    private string At => Path.Combine(_directory, "hunt");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_split_search_that_is_cut_after_any_round_goes_on_as_if_it_had_not_been(bool prune)
    {
        int cuts = 0;
        for (int number = 0; number < 25; number++)
        {
            var program = ProgramGenerator.Draw(number, 1);
            var sizes = new SplitSizes(1 + (number % 5), 1 + (number % 9), 1 + (number % 3));
            var kept = new List<(byte[] Tree, byte[] States)>();
            using var search = New(program, prune, sizes);
            using var states = new MemoryStream();
            search.Settled = () =>
            {
                search.Tree!.Visited?.WriteFresh(new BinaryWriter(states));
                using var tree = new MemoryStream();
                SavedTree.Write(new BinaryWriter(tree), search.Totals, search.Tree);
                kept.Add((tree.ToArray(), states.ToArray()));
            };
            search.Run(1000, new Watcher(), default);
            foreach (var (tree, known) in kept.Where((_, i) => i < 10 || i % 7 == 0))
            {
                cuts++;
                using var resumed = New(program, prune, sizes);
                var visited = prune ? new VisitedStates(resumed.AgentCount, HuntOptions.DefaultMemory) : null;
                visited?.Read(new BinaryReader(new MemoryStream(known)));
                var (totals, left) = SavedTree.Read(new BinaryReader(new MemoryStream(tree)), visited);
                resumed.Resume(left, totals);
                resumed.Run(1000, new Watcher(), default);
                Assert.Equal(Figures(search), Figures(resumed));
            }
        }

        Assert.True(cuts > 100, $"{cuts} cuts");
    }

    [Theory]
    [InlineData(HuntOptions.Exhaustive)]
    [InlineData(HuntOptions.Random)]
    [InlineData(HuntOptions.Portfolio)]
    public void A_hunt_that_is_over_says_so_at_once(string strategy)
    {
        var options = new HuntOptions { Strategy = strategy, Schedules = 300, KeepGoing = true, Checkpoint = At };
        var subject = new TestSubject(() => LostUpdate.Build(3, detect: true));
        var first = new Hunt(subject, options).Run();
        long resumed = 0;
        var second = new Hunt(subject, options with { Resumed = schedules => resumed = schedules }).Run();
        Assert.Equal(Of(first), Of(second));
        Assert.Equal(first.Schedules, resumed);
        Assert.NotEmpty(second.Findings);
    }

    [Theory]
    [InlineData(HuntOptions.Random)]
    [InlineData(HuntOptions.Portfolio)]
    public void A_hunt_that_samples_goes_on_where_it_was_cut_off(string strategy)
    {
        var subject = new TestSubject(HuntPrograms.Rare);
        var options = new HuntOptions { Strategy = strategy, Schedules = 60_000, KeepGoing = true, Notes = false, Shrink = false, Workers = 2 };
        var whole = new Hunt(subject, options).Run();
        bool wasCut = false;
        HuntResult last;
        do
        {
            // Every look at this clock is a quarter of a second later, so that every other round is kept; and no round is
            // as long as what is run before the cut, however the workers share it.
            using var cut = new CancellationTokenSource();
            var progress = new After(3 * Smp.Exploration.Sampling.LongestRound, cut);
            last = new Hunt(subject, options with { Checkpoint = At, TimeProvider = new Quick(), Time = TimeSpan.FromDays(1) }).Run(progress, cut.Token);
            wasCut |= last.Cancelled;
        }
        while (last.Cancelled);
        Assert.True(wasCut);
        Assert.Equal(Of(whole), Of(last));
    }

    [Fact]
    public void The_checkpoint_of_another_hunt_is_refused_and_kept()
    {
        var subject = new TestSubject(() => LostUpdate.Build(2, detect: true));
        var options = new HuntOptions { Checkpoint = At, Notes = false };
        new Hunt(subject, options).Run();
        byte[] before = File.ReadAllBytes(At);
        var e = Assert.Throws<CheckpointException>(() => new Hunt(subject, options with { Seed = 2 }).Run());
        Assert.Equal($"{At}: it is of another hunt: seed 1, not seed 2", e.Message);
        Assert.Equal(before, File.ReadAllBytes(At));
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_kept()
    {
        var subject = new TestSubject(() => LostUpdate.Build(2, detect: true));
        var options = new HuntOptions { Checkpoint = At, Notes = false };
        new Hunt(subject, options).Run();
        byte[] whole = File.ReadAllBytes(At);
        for (int i = 0; i < whole.Length; i += 7)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 4;
            File.WriteAllBytes(At, damaged);
            Assert.Throws<CheckpointException>(() => new Hunt(subject, options).Run());
            Assert.Equal(damaged, File.ReadAllBytes(At));
        }

        File.WriteAllBytes(At, whole[..(whole.Length / 2)]);
        Assert.Throws<CheckpointException>(() => new Hunt(subject, options).Run());
        File.WriteAllBytes(At, []);
        Assert.Throws<CheckpointException>(() => new Hunt(subject, options).Run());
    }

    private static ParallelSearch New(SmallProgram program, bool prune, SplitSizes sizes)
        => new(SmallComputer.Build(program), new ReducedSearch(prune), () => SmallComputer.Build(program), 1, prune, sizes: sizes);

    private static string Figures(ParallelSearch search)
        => $"{search.Totals.Schedules} {search.Totals.Complete} {search.Totals.Blocked} {search.Totals.Cuts} {search.Totals.TooLong} {search.Totals.Steps} "
            + $"{search.Totals.Reached} {(search.IsFinished ? "finished" : search.Explored)}";

    private static string Of(HuntResult result)
        => $"{result.Verdict} {result.Strategy} {result.Schedules} {result.Distinct} {result.Steps} {result.States} {result.FirstHit}\n"
            + string.Join('\n', result.Findings.Select(f => $"{f.Id} {f.Hits} {f.FirstHit} {f.Token}"));

    private sealed class Watcher : ISearchWatcher
    {
        public bool StopsAtFirst => false;

        public bool WantsHashes => false;

        public bool OnFound(Finding finding, in Hit hit) => true;

        public void OnComplete(ulong hash)
        {
        }

        public void OnLook(Computer computer)
        {
        }
    }

    /// <summary>Cancels a hunt that has got so many schedules further.</summary>
    private sealed class After(long schedules, CancellationTokenSource cancel) : IProgress<HuntProgress>
    {
        private long _from = -1;

        public void Report(HuntProgress value)
        {
            _from = _from < 0 ? value.Schedules : _from;
            if (value.Schedules - _from >= schedules)
            {
                cancel.Cancel();
            }
        }
    }

    private sealed class Quick : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 4;

        public override long GetTimestamp() => Interlocked.Increment(ref _now);
    }
}
