using Smp.Cli;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Recorded;

/// <summary>What real Coyote found is found again here, where Coyote need not be.</summary>
public sealed class RecordedScheduleTests
{
    [Recorded]
    public void What_Coyote_found_the_built_in_engine_replays(string name)
    {
        var record = RecordedSchedules.All.Single(r => r.Name == name).Schedule;

        var replay = Replay.Run(ReplayCommand.Subject(record.Token, new KnownScenarios([])), record.Token);

        Assert.Equal(ReplayOutcome.Reproduced, replay.Outcome);
        Assert.Equal((record.Finding, record.Bug), (replay.Report!.Id, replay.Report.Bug));
        Assert.True(replay.EventHashMatches, "the events on the way are others");
        Assert.Equal("coyote", record.Engine);
        Assert.Equal(record.Host == "akka", record.HostVersion is not null);
        Assert.Contains("\"CoyoteVersion\": \"" + record.EngineVersion, record.Trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SLP-1")]
    [InlineData("SLP-2")]
    [InlineData("SCH-1")]
    [InlineData("SYS-2")]
    [InlineData("SYS-3")]
    [InlineData("SYS-7")]
    public void Each_headline_race_has_a_record(string bug)
        => Assert.Contains(RecordedSchedules.All, r => r.Schedule.Bug == bug);

    [Fact]
    public void A_record_of_another_stage_or_of_choices_that_do_not_fit_is_left_out_with_its_reason()
    {
        var record = RecordedSchedules.All[0].Schedule;
        var token = record.Token;

        string? stage = RecordedDiscoverer.WhyItDoesNotFit(record with { Token = Changed(token, ~token.StageFingerprint, [.. token.Choices]) });
        string? choices = RecordedDiscoverer.WhyItDoesNotFit(record with { Token = Changed(token, token.StageFingerprint, [99]) });

        Assert.Contains("another stage", stage, StringComparison.Ordinal);
        Assert.Contains("diverged at step", choices, StringComparison.Ordinal);
        Assert.Null(RecordedDiscoverer.WhyItDoesNotFit(record));
    }

    [Fact]
    public void A_record_is_read_back_as_it_was_written()
    {
        var record = RecordedSchedules.All[0].Schedule;

        var again = RecordedSchedule.Parse(record.ToJson());

        Assert.Equal(record with { Trace = "", Token = again.Token }, again with { Trace = "" });
        Assert.Equal(record.ToJson(), again.ToJson());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"version\": 2}")]
    [InlineData("nothing")]
    public void What_is_no_record_is_refused(string json) => Assert.Throws<FormatException>(() => RecordedSchedule.Parse(json));

    private static Token Changed(Token token, uint stage, int[] choices)
        => new(token.Scenario, token.Environment, token.Granularity, stage, choices, token.EventHash);
}
