using Smp.Cli;
using Smp.Scenarios;

namespace Smp.Tests.Cli;

/// <summary>The second part of the demo, told of races that are always there.</summary>
public sealed class DemoRacesTests
{
    [Fact]
    public void Each_race_is_found_and_shown_in_short_and_all_stand_in_one_table()
    {
        string text = Tell("demo/first", "demo/second");

        Assert.Contains("4. demo/second: a race\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("demo/first:", text, StringComparison.Ordinal);
        Assert.Matches(@"\nFound in S26: .*, 1 switch\)\n", text);
        Assert.Equal(3, text.Split('\n').Count(line => line.Contains("►", StringComparison.Ordinal)));
        Assert.Single(text.Split('\n'), line => line.StartsWith("replay: smp replay smp1-", StringComparison.Ordinal));
        Assert.Matches(@"\n  demo/second +absent +found 1 +absent +found 1 ", text);
        Assert.Matches(@"\n  demo/second\.fixed +proved +proved +proved +proved ", text);
    }

    [Fact]
    public void With_one_race_there_is_nothing_more_to_tell() => Assert.Equal("", Tell("demo/first"));

    [Fact]
    public void A_twin_in_which_something_is_found_ends_the_demo()
    {
        var failed = Assert.Throws<DemoFailedException>(() => Tell("demo/first", "demo/bad"));

        Assert.StartsWith("demo/bad.fixed in UP: ", failed.Message, StringComparison.Ordinal);
    }

    private static string Tell(params string[] names)
    {
        var catalogue = new Catalogue();
        catalogue.Add(new Source(catalogue.Find("counter/lost-update")!, catalogue.Find("counter/lost-update.fixed")!));
        var text = new StringWriter { NewLine = "\n" };
        new DemoRaces(new Terminal(text), new Terminal(new StringWriter()), catalogue, CancellationToken.None).Tell(names);
        return text.ToString();
    }

    private sealed class Source(Scenario buggy, Scenario corrected) : IScenarioSource
    {
        public IEnumerable<Scenario> Scenarios =>
        [
            new("demo/first", "", buggy.Build),
            new("demo/second", "a race", buggy.Build),
            new("demo/second.fixed", "", corrected.Build),
            new("demo/bad", "", buggy.Build),
            new("demo/bad.fixed", "", buggy.Build),
        ];
    }
}
