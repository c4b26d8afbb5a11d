using System.Text.Json;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Tests.Diagnostics;

/// <summary>Data races as notes: beside the verdict, replayable, and the same every time.</summary>
public sealed class RaceNoteTests
{
    [Fact]
    public void A_hunt_notes_every_distinct_race_and_its_token_replays()
    {
        var result = Hunt("sleep/SLP-1", "S26");

        Assert.Equal("never", Assert.Single(result.Findings).Kind);
        Assert.Contains(result.Notes, n => n.Title == "data-race in module_open / module_open on Already_Open");
        Assert.Contains(result.Notes, n => n.Title == "data-race in module_close / module_open on Already_Open");
        Assert.Equal(result.Notes.Count, result.Notes.Select(n => n.Id).Distinct().Count());
        foreach (var note in result.Notes)
        {
            Assert.True(ScenarioSubject.TryParseGranularity(note.Token.Granularity, out string granularity, out bool faults));
            var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1")!, Environments.Find("S26")!, faults, granularity);
            var replay = Replay.Run(subject, note.Token);
            Assert.Equal(ReplayOutcome.Reproduced, replay.Outcome);
            Assert.Equal(note.Id, replay.Report!.Id);
            Assert.True(replay.EventHashMatches);
        }
    }

    [Fact]
    public void Notes_are_the_same_every_time()
    {
        static string Text(HuntResult result) => string.Join('\n', result.Notes.Select(n => $"{n.Id} {n.Token} {n.Hits}"));

        string first = Text(Hunt("sleep/SLP-1", "S26p"));
        Assert.NotEmpty(first);
        Assert.Equal(first, Text(Hunt("sleep/SLP-1", "S26p")));
    }

    [Theory]
    [InlineData("counter/lost-update", "U0")]
    [InlineData("counter/lost-update", "B20")]
    [InlineData("counter/lost-update.fixed", "S26")]
    [InlineData("sleep/SLP-1.fixed", "S26p")]
    public void Where_nothing_races_there_are_none(string scenario, string environment)
    {
        var result = Hunt(scenario, environment);

        Assert.Equal(Verdict.NoneExhaustive, result.Verdict);
        Assert.Empty(result.Notes);
    }

    [Fact]
    public void A_race_that_nothing_follows_from_leaves_the_proof_alone()
    {
        var scenario = new Scenario("test/benign", "two tasks store the same value", stage =>
        {
            var x = stage.KernelInt("x");
            stage.KernelThread("one", async () => await x.Store(1));
            stage.KernelThread("other", async () => await x.Store(1));
            stage.Reach("stored", () => x.Inspect() == 1);
        });
        var result = new Hunt(new ScenarioSubject(scenario, Environments.Find("S26")!), new HuntOptions()).Run();

        Assert.Equal(Verdict.NoneExhaustive, result.Verdict);
        Assert.Empty(result.Findings);
        Assert.Equal("data-race", Assert.Single(result.Notes).Kind);
        Assert.DoesNotContain("race", result.Detectors);

        var without = new Hunt(new ScenarioSubject(scenario, Environments.Find("S26")!), new HuntOptions { Notes = false }).Run();
        Assert.Empty(without.Notes);
        Assert.Equal((result.Schedules, result.States, result.Steps), (without.Schedules, without.States, without.Steps));
    }

    [Fact]
    public void Results_carry_them_after_all_other_keys()
    {
        var result = Hunt("counter/lost-update", "S26");
        using var json = JsonDocument.Parse(ResultJson.Write([result]));
        var written = json.RootElement.GetProperty("results")[0];

        Assert.Equal("notes", written.EnumerateObject().Last().Name);
        var note = Assert.Single(written.GetProperty("notes").EnumerateArray());
        Assert.Equal(
            ["id", "bug", "title", "token", "hits", "explanation"],
            note.EnumerateObject().Select(p => p.Name));
        Assert.Equal("data-race in counter_write / counter_write on counter", note.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("source+races", "source+races", false)]
    [InlineData("source+faults+races12", "source+races12", true)]
    [InlineData("compiled+races2", "compiled+races2", false)]
    public void A_granularity_says_which_race_ends_a_run(string text, string granularity, bool faults)
    {
        Assert.True(ScenarioSubject.TryParseGranularity(text, out string parsed, out bool sleeps));
        Assert.Equal((granularity, faults), (parsed, sleeps));
    }

    [Theory]
    [InlineData("source+races1")]
    [InlineData("source+races0")]
    [InlineData("source+races02")]
    [InlineData("source+races+faults")]
    [InlineData("source+racesx")]
    public void There_is_one_way_to_write_it(string text) => Assert.False(ScenarioSubject.TryParseGranularity(text, out _, out _));

    private static HuntResult Hunt(string scenario, string environment)
        => new Hunt(new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find(environment)!), new HuntOptions()).Run();
}
