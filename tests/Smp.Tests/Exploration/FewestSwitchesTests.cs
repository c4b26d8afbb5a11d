using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

/// <summary>The search within a bound on switches misses nothing within its bound, and counts as recordings count.</summary>
public sealed class FewestSwitchesTests(ITestOutputHelper output)
{
    private const int Programs = 150;
    private const int MaxSchedules = 3000;

    [Fact]
    public void Within_its_bound_it_finds_what_brute_force_finds_on_random_programs()
    {
        int compared = 0;
        var bounds = new SortedSet<int>();
        for (int number = 0; number < Programs; number++)
        {
            var program = ProgramGenerator.Draw(number);
            if (BruteForce(program) is not { } fewest)
            {
                continue;
            }

            compared++;
            bounds.UnionWith(fewest.Values);
            for (int bound = 0; bound <= 4; bound++)
            {
                string expected = string.Join('\n', fewest.Where(pair => pair.Value <= bound).Select(pair => pair.Key));
                Assert.True(expected == string.Join('\n', Within(program, bound)), $"{program}bound {bound}");
            }
        }

        output.WriteLine($"{compared} programs, findings with {string.Join(", ", bounds)} switches");
        Assert.True(compared > 60);
        Assert.True(bounds.IsSupersetOf([0, 1, 2]));
    }

    [Theory]
    [InlineData(2, "the counter is 1")]
    [InlineData(3, "the counter is 2")]
    [InlineData(4, "the counter is 1")]
    public void One_switch_is_enough_to_lose_whatever_the_others_count_meanwhile(int contexts, string bug)
    {
        var subject = new TestSubject(() => LostUpdate.Build(contexts, detect: true))
        {
            Identify = finding => finding.Message,
            Recognise = (_, finding) => finding.Message,
        };
        var options = new HuntOptions { Strategy = "random", Seed = 7, Until = bug, Schedules = 100_000, Shrink = false };
        var known = new Hunt(subject, options).Run().Findings[0];

        var few = FewestSwitches.Of(subject, options, known);

        Assert.True(known.Switches > 1 || contexts < 4);
        Assert.Equal((bug, 1, true), (few.Bug, few.Switches, few.HasFewestSwitches));
        Assert.Equal((known.FirstHit, known.Hits, known.Strategy), (few.FirstHit, few.Hits, few.Strategy));
        Assert.Equal(ReplayOutcome.Reproduced, Replay.Run(subject, few.Token).Outcome);
    }

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void Two_openers_race_with_two_switches(string environment)
    {
        // One to let the second open the file while the first has only looked, one back while the second holds it.
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1")!, Environments.Find(environment)!);
        var known = new Hunt(subject, new HuntOptions { Strategy = "random", Workers = 1, Until = "SLP-1", Shrink = false }).Run().Findings[0];

        var few = FewestSwitches.Of(subject, new HuntOptions(), known);

        Assert.Equal(("SLP-1", 2, true), (few.Bug, few.Switches, few.HasFewestSwitches));
    }

    [Fact]
    public void What_was_cancelled_keeps_the_schedule_it_had_and_does_not_call_it_the_best()
    {
        var subject = new TestSubject(() => LostUpdate.Build(3, detect: true));
        var known = new Hunt(subject, new HuntOptions { Strategy = "random", Seed = 5, Shrink = false }).Run().Findings[0];
        Assert.True(known.Switches > 0);

        var kept = FewestSwitches.Of(subject, new HuntOptions(), known, new CancellationToken(canceled: true));

        Assert.Same(known, kept);
        Assert.False(kept.HasFewestSwitches);
    }

    /// <summary>For each finding the fewest switches of any schedule, counted in recordings; null for too large a program.</summary>
    private static SortedDictionary<string, int>? BruteForce(SmallProgram program)
    {
        var fewest = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var search = new DepthFirst(prune: false);
        var computer = SmallComputer.Build(program);
        var recorder = SmallComputer.Build(program);
        while (!search.IsFinished)
        {
            if (search.Schedules == MaxSchedules)
            {
                return null;
            }

            if (search.RunNext(computer) == RunOutcome.Found)
            {
                string name = computer.Finding!.ToString();
                var recording = recorder.Record(new ReplayStrategy(computer.Choices.Items.ToArray()));
                int switches = recording.Events.Count(e => e.Kind is EventKind.Step or EventKind.Fault && e.IsSwitch);
                fewest[name] = Math.Min(fewest.GetValueOrDefault(name, int.MaxValue), switches);
            }
        }

        return fewest;
    }

    private static SortedSet<string> Within(SmallProgram program, int bound)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var computer = SmallComputer.Build(program);
        var search = new SwitchBoundedSearch(bound, prune: true);
        while (!search.IsFinished)
        {
            if (search.RunNext(computer) == RunOutcome.Found)
            {
                found.Add(computer.Finding!.ToString());
            }
        }

        Assert.True(search.IsComplete);
        return found;
    }
}
