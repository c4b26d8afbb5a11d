namespace EndToEnd;

/// <summary>Whatever is wrong with the input: status 2, one line on standard error, nothing on standard output.</summary>
public sealed class BadInputTests
{
    private const string S26Token = "smp1-IgtzbGVlcC9TTFAtMQNTMjYAUFMGQpoYhJIYAQgCAQgCAQAO5xec";

    public static TheoryData<string, string[]> Lines => new()
    {
        { "there is no command 'exlore'; did you mean explore?", ["exlore"] },
        { "there is no option '--bogus'", ["--bogus"] },
        { "explore has no option '--fault'; did you mean --faults", ["explore", "sleep/SLP-1", "--fault"] },
        { "list: unexpected argument 'x'", ["list", "x"] },
        { "Required argument 'TOKEN|FILE' missing", ["replay"] },
        { "Required argument missing for option: '--seed'", ["explore", "sleep/SLP-1", "--seed"] },
        { "which scenario?", ["explore"] },
        { "name scenarios or use --all, not both", ["explore", "--all", "sleep/SLP-1"] },
        { "SCENARIO: unknown scenario 'sleep/SLP1'; did you mean sleep/SLP-1 or sleep/SLP-10 or sleep/SLP-11?", ["explore", "sleep/SLP1"] },
        { "NAME: unknown scenario 'nonsense'; smp list shows all", ["show", "nonsense"] },
        { "SCENARIO: 'zip/*' matches no scenario", ["explore", "zip/*"] },
        { "--env: unknown environment 'S27'; there are U0, UP, B20, S26, S26p, S68, S68p", ["explore", "sleep/SLP-1", "--env", "U0,S27"] },
        { "--bound: '2' is no bound; it is written switches=N, with a whole number from 0", ["explore", "sleep/SLP-1", "--bound", "2"] },
        { "--bound: only an exhaustive search of Smp has a bound on switches", ["explore", "sleep/SLP-1", "--bound", "switches=2", "--strategy", "pct"] },
        { "--strategy: 'dfs' is no strategy; there are exhaustive, random, pct, pos, urw, delay, portfolio", ["explore", "sleep/SLP-1", "--strategy", "dfs"] },
        { "--granularity: 'fine' is no granularity; there are source and compiled", ["explore", "sleep/SLP-1", "--granularity", "fine"] },
        { "--granularity: counter/lost-update: no table says", ["explore", "counter/lost-update", "--granularity", "compiled"] },
        { "--schedules: '0' is not", ["explore", "sleep/SLP-1", "--schedules", "0"] },
        { "--schedules: '-5' is not", ["explore", "sleep/SLP-1", "--schedules", "-5"] },
        { "--workers: '0' is not", ["explore", "sleep/SLP-1", "--workers", "0"] },
        { "--seed: '-1' is not", ["explore", "sleep/SLP-1", "--seed", "-1"] },
        { "--time: '0' is not", ["explore", "sleep/SLP-1", "--time", "0"] },
        { "--time: 'NaN' is not", ["explore", "sleep/SLP-1", "--time", "NaN"] },
        { "--time: 'Infinity' is not", ["explore", "sleep/SLP-1", "--time", "Infinity"] },
        { "--time: '-2' is not", ["bench", "--time", "-2"] },
        { "--json: cannot write no/such/dir.json: there is no such directory", ["explore", "sleep/SLP-1", "--json", "no/such/dir.json"] },
        { "--json: cannot write .: it is a directory", ["list", "--json", "."] },
        { "--json: cannot write no/such/dir.json: there is no such directory", ["bench", "--json", "no/such/dir.json"] },
        { "--traces: cannot write ", ["explore", "sleep/SLP-1", "--traces", Smp.Dll] },
        { "-o: cannot write no/such/dir.txt: there is no such directory", ["replay", S26Token, "-o", "no/such/dir.txt"] },
        { "--format: 'xml' is no format; there are columns, messages, dmesg, json, perfetto, ftrace, mermaid, sarif, html", ["replay", S26Token, "--format", "xml"] },
        { "--until: 'SLP1' is no catalogued bug; did you mean SLP-1?", ["explore", "sleep/SLP-1", "--until", "SLP1"] },
        { "--until: hunt for one bug or collect all with --keep-going, not both", ["explore", "sleep/SLP-1", "--until", "SLP-1", "--keep-going"] },
        { "--module: unknown module 'slep'; did you mean sleep?", ["matrix", "--module", "slep"] },
        { "--env: unknown environment 'S27'; there are U0, UP, B20, S26, S26p, S68, S68p", ["matrix", "--env", "S27"] },
        { "--jobs: '0' is not a positive whole number", ["matrix", "--jobs", "0"] },
        { "--markdown: standard output is for one of", ["matrix", "--markdown", "--json", "-"] },
        { "--json: cannot write no/such/dir.json: there is no such directory", ["matrix", "--json", "no/such/dir.json"] },
        { "the token is empty", ["replay", ""] },
        { "this is not a token: ", ["replay", "hello"] },
        { "the token is cut short", ["replay", S26Token[..30]] },
        { "the token is damaged: ", ["replay", S26Token.Replace("QpoY", "QpoX", StringComparison.Ordinal)] },
        { "the token is damaged: character 10", ["replay", S26Token.Replace("zbGV", "z!GV", StringComparison.Ordinal)] },
        { "the token has format 2", ["replay", "smp2-abc"] },
        { "run.schedule: no such file", ["replay", "run.schedule"] },
        { Smp.Dll + ": this is not a token", ["replay", Smp.Dll] },
        { "--assembly: nix.dll: no such file", ["list", "--assembly", "nix.dll"] },
        { $"--assembly: {Text("x.dll", "no assembly")}: not a .NET assembly", ["explore", "sleep/SLP-1", "--assembly", Text("x.dll", "no assembly")] },
        { $"--assembly: {Smp.Dll}: no public class implements IScenarioSource", ["replay", S26Token, "--assembly", Smp.Dll] },
        { "--config: cannot read nix.json: no such file", ["explore", "--config", "nix.json"] },
        { Text("bad.json", "{\n oops") + ":2:2: this is not JSON: ", ["explore", "--config", Text("bad.json", "{\n oops")] },
        { Text("key.json", "{\n \"sceneries\": []}") + ":2:2: unknown key 'sceneries'; ", ["explore", "--config", Text("key.json", "{\n \"sceneries\": []}")] },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Bad_input_is_one_line(string error, string[] args)
    {
        var ended = Smp.Run(args);

        Assert.Equal((2, ""), (ended.Status, ended.Out));
        Assert.StartsWith($"smp: {error}", ended.Error, StringComparison.Ordinal);
        Assert.Equal(ended.Error.Length - 1, ended.Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_variable_is_named()
    {
        var ended = Smp.Run(new Dictionary<string, string> { ["SMP_WORKERS"] = "many" }, "explore", "sleep/SLP-1");

        Assert.Equal((2, "", "smp: SMP_WORKERS: 'many' is not a positive whole number\n"), (ended.Status, ended.Out, ended.Error));
    }

    [Fact]
    public void Without_a_command_there_is_help_and_no_success()
    {
        var ended = Smp.Run();

        Assert.Equal((2, ""), (ended.Status, ended.Out));
        Assert.Contains("Examples:", ended.Error, StringComparison.Ordinal);
    }

    private static string Text(string name, string content)
    {
        string path = Path.Combine(Path.GetTempPath(), $"smp-e2e-{Environment.ProcessId}-{name}");
        File.WriteAllText(path, content);
        return path;
    }
}
