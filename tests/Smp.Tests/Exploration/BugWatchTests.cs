using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

/// <summary>A hunt for one bug goes on past all others.</summary>
public sealed class BugWatchTests
{
    // Of contexts that count: the loss of some, and the rarer loss of all but one.
    private const string Usual = "the counter is 2";
    private const string Rare = "the counter is 1";

    [Theory]
    [InlineData("exhaustive")]
    [InlineData("random")]
    [InlineData(null)]
    public void It_passes_over_what_it_does_not_look_for(string? strategy)
    {
        var result = Hunt(Subject(5), new HuntOptions { Strategy = strategy, Until = Rare, Schedules = 100_000, Seed = 4 });

        Assert.Equal(Verdict.Found, result.Verdict);
        Assert.Equal(Rare, result.Findings[0].Bug);
        Assert.DoesNotContain(Rare, result.Findings.Skip(1).Select(f => f.Bug));
        Assert.Equal(result.Findings[0].FirstHit, result.FirstHit);
        Assert.Equal(result.Schedules, result.FirstHit);
        Assert.True(result.Findings[1].FirstHit < result.FirstHit && result.Findings[1].Hits > 0);
        Assert.Equal(Rare, result.Bounds["until"]);
    }

    [Fact]
    public void A_bug_that_is_not_there_is_proved_absent_although_others_are()
    {
        var result = Hunt(Subject(3), new HuntOptions { Strategy = "exhaustive", Until = "the counter is 0" });

        Assert.Equal(Verdict.NoneExhaustive, result.Verdict);
        Assert.Equal(0, result.FirstHit);
        Assert.Equal([Rare, Usual], result.Findings.Select(f => f.Bug).Order(StringComparer.Ordinal));
        Assert.Empty(result.NotExplored);
        Assert.Equal(0, result.UnexplainedHits);
    }

    [Fact]
    public void One_observation_may_be_another_bug_in_another_schedule_and_every_schedule_is_looked_into()
    {
        // The last failing schedule of all, and no other, is the bug: far behind those that are explained at once.
        var failing = new List<string>();
        var all = Subject(4, (recording, _) =>
        {
            failing.Add(ChoicesOf(recording));
            return null;
        });
        var none = Hunt(all, new HuntOptions { Strategy = "exhaustive", Until = "it", Prune = false, Reduce = false });
        string last = failing.Distinct().Order(StringComparer.Ordinal).Last();
        var subject = Subject(4, (recording, _) => ChoicesOf(recording) == last ? "it" : null);
        var one = Hunt(subject, new HuntOptions { Strategy = "exhaustive", Until = "it", Prune = false, Reduce = false });

        Assert.Equal(Verdict.NoneExhaustive, none.Verdict);
        Assert.Equal(2520 - 24, failing.Distinct().Count());
        Assert.Equal(Verdict.Found, one.Verdict);
        Assert.True(one.FirstHit > 256);
        Assert.Equal(last, ChoicesOf(one.Findings[0].First.Recording));
    }

    [Fact]
    public void Where_failing_schedules_were_left_unexplained_there_is_no_proof()
    {
        // Of each kind the first 256 are explained at once, the others at the end: there it is cancelled the second time.
        var (_, all) = CancelledAfter(int.MaxValue);
        var (result, _) = CancelledAfter(all - 10);

        Assert.Equal(Verdict.NoneNotExhaustive, result.Verdict);
        Assert.True(result.UnexplainedHits > 0);
        Assert.Contains(result.NotExplored, line => line.EndsWith("failing schedules show it", StringComparison.Ordinal));
    }

    private static (HuntResult Result, int Explained) CancelledAfter(int count)
    {
        using var cancel = new CancellationTokenSource();
        int explained = 0;
        var subject = Subject(4, (_, _) =>
        {
            if (++explained == count)
            {
                cancel.Cancel();
            }

            return null;
        });

        var options = new HuntOptions { Strategy = "exhaustive", Until = "it", Prune = false };
        return (new Hunt(subject, options).Run(null, cancel.Token), explained);
    }

    [Fact]
    public void One_bug_and_all_bugs_is_a_contradiction()
        => Assert.Throws<ArgumentException>(() => new Hunt(Subject(2), new HuntOptions { Until = "it", KeepGoing = true }));

    [Fact]
    public void Trials_follow_each_other_until_one_finds_it_and_all_must_be_proofs_for_its_absence()
    {
        var clean = new TestSubject(() => HuntPrograms.Counter(2));
        var options = new HuntOptions { Workers = 1, Until = Usual };

        var found = BugHunt.Run([() => clean, () => Subject(3), () => throw new InvalidOperationException("not asked for")], options);
        var absent = BugHunt.Run([() => clean, () => clean], options);
        var unsure = BugHunt.Run([() => clean, () => clean], options with { Schedules = 1 });
        var failed = BugHunt.Run([() => new TestSubject(HuntPrograms.Throwing), () => Subject(3)], options);

        Assert.Equal((Verdict.Found, 2, Usual), (found.Verdict, found.Trials.Count, found.Found!.Bug));
        Assert.Equal((Verdict.NoneExhaustive, 2), (absent.Verdict, absent.Trials.Count));
        Assert.Equal(Verdict.NoneNotExhaustive, unsure.Verdict);
        Assert.Equal((Verdict.Error, 1), (failed.Verdict, failed.Trials.Count));
    }

    private static HuntResult Hunt(TestSubject subject, HuntOptions options) => new Hunt(subject, options).Run();

    private static TestSubject Subject(int contexts, Func<Recording, Finding, string?>? recognise = null)
        => new(() => LostUpdate.Build(contexts, detect: true))
        {
            Identify = finding => finding.Message,
            Recognise = recognise ?? ((_, finding) => finding.Message),
        };

    private static string ChoicesOf(Recording recording) => string.Join(',', recording.Choices);
}
