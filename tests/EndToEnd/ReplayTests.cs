using System.Text.Json;

namespace EndToEnd;

public sealed class ReplayTests
{
    private static readonly Lazy<string> s_token = new(FindToken);

    [Fact]
    public void A_token_is_reproduced_in_a_fresh_process()
    {
        var replay = Smp.Run("replay", s_token.Value);

        Assert.Equal(1, replay.Status);
        Assert.Matches(@"^reproduced: sleep/SLP-1 in S26: two processes hold /proc/sleep \(\d+ steps, same event stream [0-9a-f]{8}\)\n$", replay.Error);
        Assert.Contains("► Sleep.cs", replay.Out, StringComparison.Ordinal);
        Assert.EndsWith($"replay: smp replay {s_token.Value}\n", replay.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("messages", "Syscall open(\"/proc/sleep\", O_RDONLY)")]
    [InlineData("dmesg", "two processes hold /proc/sleep")]
    [InlineData("columns", "step   CPU 0")]
    [InlineData("perfetto", "{\"displayTimeUnit\"")]
    [InlineData("ftrace", "# tracer: nop\n")]
    [InlineData("mermaid", "sequenceDiagram\n")]
    [InlineData("sarif", "\"version\": \"2.1.0\"")]
    public void Every_format_is_printed(string format, string expected)
    {
        var replay = Smp.Run("replay", s_token.Value, "--format", format);

        Assert.Equal(1, replay.Status);
        Assert.Contains(expected, replay.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', replay.Out + replay.Error);
    }

    [Fact]
    public void Json_is_lines_of_json_and_nothing_else_and_can_be_replayed()
    {
        using var running = Smp.Start("replay", s_token.Value, "--format", "json", "-o", "trace.json");
        Assert.Equal("", running.Wait().Out);
        string path = Path.Combine(running.Directory, "trace.json");

        Assert.Equal(File.ReadAllText(path), Smp.Run("replay", path, "--format", "json").Out);
        Assert.All(File.ReadAllLines(path), line => JsonDocument.Parse(line).Dispose());

        File.WriteAllText(path, File.ReadAllText(path).Replace("\"object\":\"Already_Open\"", "\"object\":\"Something_Else\"", StringComparison.Ordinal));
        var replay = Smp.Run("replay", path);
        Assert.Equal(1, replay.Status);
        Assert.Matches(@"\ndiffers from the file at step \d+\n  file: .*load Something_Else = 0\n  here: .*load Already_Open = 0\n$", replay.Error);
    }

    private static string FindToken()
    {
        using var json = JsonDocument.Parse(Smp.Run("explore", "sleep/SLP-1", "--env", "S26", "--json", "-").Out);
        return json.RootElement.GetProperty("results")[0].GetProperty("findings")[0].GetProperty("token").GetString()!;
    }
}
