using Smp.Exploration;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

public sealed class MeasurementTests
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(0.2);

    [Fact]
    public void A_measurement_counts_what_its_hunts_did()
    {
        var subject = new TestSubject(() => LostUpdate.Build(2, detect: true));
        var sample = new Measurement(new BareSubject(subject), new HuntOptions { Strategy = HuntOptions.Random, Workers = 1 }).Run(s_time);

        Assert.Equal(1, sample.Hunts);
        Assert.Equal(0, subject.Explained);
        Assert.InRange(sample.StepsPerSecond / sample.SchedulesPerSecond, 3.5, 4.5);
        Assert.InRange(sample.Seconds, 0.1, 60);
        Assert.InRange(sample.Processors, 0, 64);
    }

    [Fact]
    public void A_search_that_ends_early_is_begun_anew()
    {
        var subject = new TestSubject(() => LostUpdate.Build());
        var sample = new Measurement(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive }).Run(s_time);

        Assert.True(sample.Hunts > 1);
        Assert.Equal(0, sample.Schedules % sample.Hunts);
    }

    [Fact]
    public void So_many_schedules_are_so_many()
    {
        var subject = new TestSubject(() => LostUpdate.Build());
        Assert.Equal(1000, new Measurement(subject, new HuntOptions { Strategy = HuntOptions.Random, Workers = 2 }).Run(1000).Schedules);
    }

    [Fact]
    public void A_spread_has_the_one_in_the_middle()
    {
        Assert.Equal(new Spread(1, 3, 9), Spread.Of([9, 1, 3]));
        Assert.Equal(new Spread(1, 2.5, 9), Spread.Of([9, 1, 3, 2]));
        Assert.Equal(default, Spread.Of([]));
        Assert.Equal(0.5, new Spread(3, 4, 5).Width);
    }

    [Fact]
    public void The_plain_loop_goes_round()
    {
        Assert.True(new PlainLoop(1).Run(TimeSpan.FromMilliseconds(5)) > 1000);
    }
}
