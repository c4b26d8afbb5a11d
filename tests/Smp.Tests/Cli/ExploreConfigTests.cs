using System.Text;
using Smp.Cli;
using Smp.Kernel;
using Smp.Tests.Tidy;

namespace Smp.Tests.Cli;

public sealed class ExploreConfigTests
{
    [Fact]
    public void Values_know_their_place()
    {
        var config = Parse("{\n  \"version\": 1,\n  \"limits\": { \"time\": 2.5 }\n}\n");

        Assert.Equal(new Given("2.5", "c.json:3:23: time"), config.One("limits.time"));
        Assert.Null(config.One("seed"));
        Assert.Empty(config.All("scenarios"));
    }

    [Theory]
    [InlineData("{\"version\": 1,\n \"iteration\": 3}", "c.json:2:2: unknown key 'iteration'; there are version, scenarios,")]
    [InlineData("{\"version\": 1, \"limits\": {\"tim\": 3}}", "c.json:1:27: unknown key 'tim'; there are time, steps")]
    [InlineData("{\"version\": 1, \"seed\": 1, \"seed\": 2}", "c.json:1:27: the key 'seed' is there twice")]
    [InlineData("{\"version\": 2}", "c.json:1:13: version: '2' is no version; there is 1")]
    [InlineData("{}", "c.json: the key \"version\" is missing")]
    [InlineData("{\"version\": 1, \"engine\": \"other\"}", "c.json:1:26: engine: 'other' is no engine; there are smp and coyote")]
    [InlineData("{\"version\": 1, \"seed\": \"1\"}", "c.json:1:24: seed must be a number")]
    [InlineData("{\"version\": 1, \"scenarios\": \"x\"}", "c.json:1:29: scenarios must be a list of strings")]
    [InlineData("{\"version\": 1, \"scenarios\": [1]}", "c.json:1:30: scenarios must be a list of strings")]
    [InlineData("[]", "c.json:1:1: the configuration must be an object")]
    [InlineData("", "c.json:1:1: this is not JSON: ")]
    [InlineData("{\"version\": 1,", "c.json:1:14: this is not JSON: ")]
    [InlineData("{\"version\": 1}\n{}", "c.json:2:1: this is not JSON: ")]
    [InlineData("{\"version\": 1,\n  oops}", "c.json:2:3: this is not JSON: ")]
    public void What_is_wrong_is_named_with_line_and_column(string json, string error)
    {
        string message = Assert.Throws<UsageException>(() => Parse(json)).Message;

        Assert.StartsWith(error, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Columns_are_counted_in_characters_and_a_mark_at_the_beginning_is_none()
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. "{\"version\": 1, \"scenarios\": [\"ü\"], \"x\": 1}"u8];

        Assert.StartsWith("c.json:1:36:", Assert.Throws<UsageException>(() => ExploreConfig.Parse("c.json", bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sleep")]
    [InlineData("sched")]
    [InlineData("syscall")]
    public void The_configuration_of_each_family_is_complete_and_names_what_there_is(string family)
    {
        string path = Path.Combine(SourceTree.Root, "coyote-configs", family + ".json");

        var config = ExploreConfig.Read(path);

        Assert.Equal([family + "/*", family + "/*.fixed"], config.All("scenarios").Select(s => s.Text));
        Assert.Equal(Environments.All.Select(e => e.Name), config.All("environments").Select(e => e.Text));
        foreach (string key in (string[])["engine", "strategy", "iterations", "seed", "limits.time", "limits.steps"])
        {
            Assert.True(config.One(key) is not null, key);
        }

        // A family that is not in the catalogue yet has nothing to match.
        var known = new KnownScenarios([]);
        foreach (var pattern in config.All("scenarios").Where(_ => known.All.Any(s => s.Module == family)))
        {
            Assert.NotEmpty(known.Match(pattern));
        }
    }

    [Fact]
    public void Every_file_there_is_the_configuration_of_a_family()
        => Assert.Equal(
            ["sched.json", "sleep.json", "syscall.json"],
            Directory.GetFiles(Path.Combine(SourceTree.Root, "coyote-configs"), "*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    private static ExploreConfig Parse(string json) => ExploreConfig.Parse("c.json", Encoding.UTF8.GetBytes(json));
}
