namespace EndToEnd;

public sealed class DemoTests
{
    [Fact]
    public void The_demo_finds_shows_replays_and_proves()
    {
        var demo = Smp.Run("demo");

        Assert.Equal((0, ""), (demo.Status, demo.Error));
        Assert.Matches(@"\n +\d+ ► Sleep\.cs:\d+ +load Already_Open = 0\n", demo.Out);
        Assert.Matches(@"\n +\d+ +► Sleep\.cs:\d+ +store Already_Open = 1\n", demo.Out);
        Assert.Contains("\nreplay: smp replay smp1-", demo.Out, StringComparison.Ordinal);
        Assert.Contains("\nreplayed: same finding, same event stream ", demo.Out, StringComparison.Ordinal);
        Assert.Equal(9, demo.Out.Split('\n').Count(line => line.Contains("proved absent", StringComparison.Ordinal)
            && line.EndsWith("both processes had the file in turn", StringComparison.Ordinal)));
        Assert.Matches(@"\n  S26 +found +[\d,]+ +[\d,]+ +[\d,]+\n", demo.Out);
        Assert.DoesNotContain('\u001b', demo.Out);
    }

    [Fact]
    public void The_demo_fits_in_100_columns_and_its_first_story_in_two_screens()
    {
        string[] lines = Smp.Run("demo").Out.Split('\n');

        Assert.All(lines, line => Assert.True(line.Length <= 100, line));
        int second = Array.FindIndex(lines, line => line.StartsWith("4. ", StringComparison.Ordinal));
        Assert.True((second < 0 ? lines.Length : second) <= 100);
        Assert.True(lines.Length <= 220);
    }
}
