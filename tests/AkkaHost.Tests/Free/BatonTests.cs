namespace Smp.AkkaHost.Tests.Free;

/// <summary>The permission to step, without the threads that make its order a matter of luck.</summary>
public sealed class BatonTests
{
    private const int Run = 7;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public void One_has_it_at_a_time()
    {
        var baton = Opened();

        Assert.Equal(ItsTurn.BeginsStep, baton.Turn(new Continue(Run, 0), Run, hasFailed: false));
        Assert.Equal(ItsTurn.Waits, baton.Turn(new Continue(Run, 1), Run, hasFailed: false));
        Assert.True(baton.IsHeld(out int holder));
        Assert.Equal(0, holder);
    }

    [Fact]
    public void Nobody_takes_up_the_baton_of_one_who_has_thrown()
    {
        var baton = Opened();
        baton.Turn(new Continue(Run, 0), Run, hasFailed: false);

        baton.Lose(null);

        Assert.Equal(ItsTurn.IsOver, baton.Turn(new Continue(Run, 1), Run, hasFailed: false));
        Assert.False(baton.IsHeld(out _));
        Assert.True(baton.WaitForEnd(s_long, () => 0));
    }

    [Fact]
    public void A_wish_that_is_lost_is_not_the_baton()
    {
        var baton = Opened();
        baton.Turn(new Continue(Run, 0), Run, hasFailed: false);

        baton.Lose(new Continue(Run, 1));

        Assert.True(baton.IsHeld(out _));
    }

    [Fact]
    public void What_belongs_to_an_earlier_run_is_dropped()
        => Assert.Equal(ItsTurn.IsOver, Opened().Turn(new Continue(Run - 1, 0), Run, hasFailed: false));

    [Fact]
    public void A_race_in_which_something_goes_on_is_waited_for()
    {
        var baton = Opened();
        int steps = 0;

        // It goes on three times, and then no more.
        Assert.False(baton.WaitForEnd(TimeSpan.FromMilliseconds(1), () => Math.Min(++steps, 3)));
        Assert.True(steps > 3);
    }

    private static Baton Opened()
    {
        var baton = new Baton();
        baton.Open(Run, agents: 2);
        return baton;
    }
}
