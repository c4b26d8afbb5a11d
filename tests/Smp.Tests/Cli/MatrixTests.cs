using System.Text.Json;
using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Cli;

/// <summary>The matrix: its rows, its cells, and the three ways in which it is told.</summary>
public sealed class MatrixTests
{
    private static readonly string[] s_keys = ["bug", "module", "environment", "result", "verdict", "needs", "schedules", "switches", "token"];

    [Fact]
    public void Rows_come_in_the_catalogues_order_without_twins_and_without_what_is_in_no_catalogue()
    {
        Scenario[] all =
        [
            Quiet("sleep/SLP-10"), Quiet("sleep/SLP-2"), Quiet("sleep/SLP-2.fixed"), Quiet("sched/SCH-1"), Quiet("counter/lost-update"), Quiet("sleep/ABC-3"),
        ];

        Assert.Equal(["sched/SCH-1", "sleep/ABC-3", "sleep/SLP-2", "sleep/SLP-10"], Names(all));
        Assert.Equal(["sched/SCH-1"], Names(all, "sched"));
        string none = Assert.Throws<UsageException>(() => Names(all, "counter")).Message;
        Assert.Equal("--module: no scenario of 'counter' is named after a catalogued bug; smp explore 'counter/*' explores them", none);
        string error = Assert.Throws<UsageException>(() => Names(all, "slep")).Message;
        Assert.Equal("--module: unknown module 'slep'; did you mean sleep?", error);
    }

    [Fact]
    public void A_cell_is_found_where_its_bug_was_recognised_with_the_fewest_switches_and_a_token_that_shows_it()
    {
        var cell = Cell("sleep/SLP-1", "S26");

        Assert.Equal((CellResult.Found, Verdict.Found, "", 2), (cell.Result, cell.Verdict!.Value, cell.Needs, cell.Switches));
        Assert.True(cell.Schedules > 1);
        Assert.True(Token.TryParse(cell.Token, out var token, out _));
        var replay = Replay.Run(new ScenarioSubject(new Catalogue().Find("sleep/SLP-1")!, Environments.Find("S26")!), token);
        Assert.Equal((ReplayOutcome.Reproduced, "SLP-1"), (replay.Outcome, replay.Report!.Bug));
    }

    [Fact]
    public void A_cell_is_absent_if_all_trials_are_proofs_and_one_of_them_lets_copies_sleep()
    {
        var cell = Cell("sleep/SLP-1", "U0");

        Assert.Equal((CellResult.Absent, Verdict.NoneExhaustive, 0, ""), (cell.Result, cell.Verdict!.Value, cell.Switches, cell.Token));
        Assert.Equal(["source", "source+faults"], cell.Trials);
        Assert.True(cell.IsReached);
    }

    [Fact]
    public void A_finding_that_is_no_signature_of_the_bug_does_not_count()
    {
        // The stage of the lost update under the name of a bug that has another signature.
        var counter = new Catalogue().Find("counter/lost-update")!;
        var other = new Scenario("counter/SLP-1", "", counter.Build);

        var cell = Compute(other, "S26");

        Assert.Equal(CellResult.Absent, cell.Result);
        Assert.NotEmpty(cell.Others);
        Assert.Equal(CellResult.Found, Compute(counter, "S26").Result);
    }

    [Fact]
    public void What_is_not_there_is_not_applicable_and_what_fails_is_an_error_never_absent()
    {
        var profile = Environments.Find("U0")!;
        var only = new Scenario("x/X-1", "", _ => { }) { Environments = [Environments.Find("S26")!] };
        var broken = new Scenario("x/X-2", "", _ => throw new MachineException("the stage collapsed"));
        var unreached = new Scenario("x/X-3", "", stage =>
        {
            stage.Process("true", async process => await process.Compute("does nothing"));
            stage.Reach("the moon", () => false);
        });

        Assert.Equal(CellResult.NotApplicable, MatrixRows.Cells([only], [profile])[0].Result);
        Assert.Equal((CellResult.Failed, "the stage collapsed"), (Compute(broken, "U0").Result, Compute(broken, "U0").Error));
        Assert.Equal(CellResult.Failed, Compute(unreached, "U0").Result);
        Assert.Contains("the moon", Compute(unreached, "U0").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_explored_is_not_absent_and_what_was_cancelled_is_open()
    {
        var plan = new MatrixCell(new Catalogue().Find("sleep/SLP-1")!, Environments.Find("U0")!);
        var options = new HuntOptions { Workers = 1, Schedules = 2 };

        Assert.Equal(CellResult.NotFound, MatrixTrials.Compute(plan, options, null, CancellationToken.None).Result);
        Assert.Equal(CellResult.Open, MatrixTrials.Compute(plan, options, null, new CancellationToken(canceled: true)).Result);
    }

    [Fact]
    public void Json_has_the_keys_of_the_format_and_does_not_depend_on_the_jobs()
    {
        var (one, many) = (new FakeShell(), new FakeShell());

        Assert.Equal(0, one.Run("matrix", "--module", "chardev", "--env", "U0", "S26", "--jobs", "1", "--twins", "--json", "-"));
        Assert.Equal(0, many.Run("matrix", "--module", "chardev", "--env", "S26,U0", "--jobs", "4", "--twins", "--json", "-"));

        Assert.Equal(one.Out, many.Out);
        using var json = JsonDocument.Parse(one.Out);
        Assert.Equal(["version", "cells", "twins", "cancelled"], json.RootElement.EnumerateObject().Select(p => p.Name));
        var cells = json.RootElement.GetProperty("cells");
        Assert.Equal(["U0 absent none-exhaustive", "S26 found found"], cells.EnumerateArray().Where(c => c.GetProperty("bug").GetString() == "CHR-5").Select(c =>
            $"{c.GetProperty("environment").GetString()} {c.GetProperty("result").GetString()} {c.GetProperty("verdict").GetString()}"));
        Assert.Equal(s_keys, cells[0].EnumerateObject().Select(p => p.Name).Take(s_keys.Length));
        var twin = json.RootElement.GetProperty("twins").EnumerateArray().First(t => t.GetProperty("scenario").GetString() == "chardev/CHR-5.fixed");
        Assert.Equal(["scenario", "environment", "verdict", "schedules", "states", "reached"], twin.EnumerateObject().Select(p => p.Name).Take(6));
        Assert.Equal(("chardev/CHR-5.fixed", "none-exhaustive", true),
            (twin.GetProperty("scenario").GetString(), twin.GetProperty("verdict").GetString(), twin.GetProperty("reached").GetBoolean()));
    }

    [Fact]
    public void Interrupted_what_was_not_computed_is_marked_and_left_out_of_the_json()
    {
        var cells = MatrixRows.Cells([new Catalogue().Find("sleep/SLP-1")!], Environments.All);
        var text = new StringWriter { NewLine = "\n" };

        var open = new MatrixRun(new HuntOptions { Workers = 1 }, 2, new Terminal(new StringWriter()), new CancellationToken(canceled: true))
            .Compute("matrix", cells);
        MatrixTable.Print(new Terminal(text), open, Environments.All);

        Assert.All(open, cell => Assert.Equal(CellResult.Open, cell.Result));
        Assert.Matches(@"\n  SLP-1 +- +- +- +- +- +- +-\n", text.ToString());
        using var json = JsonDocument.Parse(MatrixJson.Write(open, null, interrupted: true));
        Assert.Equal(0, json.RootElement.GetProperty("cells").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("cancelled").GetBoolean());
    }

    [Fact]
    public void An_error_is_3_and_names_the_cell()
    {
        var shell = new FakeShell();

        Assert.Equal(3, shell.Run("matrix", "--module", "tests", "--env", "U0", "--assembly", OwnScenarios.AssemblyPath));
        Assert.Contains("error tests/BRK-1 in U0: the stage\\x0acollapsed\n", shell.Out, StringComparison.Ordinal);
        Assert.Matches(@"BRK-1 +error\n", shell.Out);
    }

    [Fact]
    public void The_widest_cells_fit_into_the_narrowest_terminal()
    {
        var scenario = new Scenario("syscall/SYS-12", "", _ => { });
        var cells = Environments.All
            .Select(e => new MatrixCell(scenario, e) { Result = CellResult.Found, Switches = 3, Needs = "compiled+sleep" })
            .ToList();
        var text = new StringWriter { NewLine = "\n" };

        MatrixTable.Print(new Terminal(text, width: 40), cells, Environments.All);

        Assert.All(text.ToString().Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains("SYS-12", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("…", text.ToString(), StringComparison.Ordinal);
        foreach (var environment in Environments.All)
        {
            Assert.Contains(environment.Name, text.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Markdown_is_a_row_a_module_and_then_the_table_of_each_between_the_two_comments()
    {
        var cells = MatrixRows.Cells([Quiet("a/A-1"), Quiet("b/B-1"), Quiet("b/B-2")], [Environments.Find("U0")!])
            .Select(cell => cell with { Result = CellResult.Found, Switches = 1, Needs = "sleep", Token = "smp1-x" }).ToList();
        cells[2] = cells[2] with { Result = CellResult.Absent, Needs = "", Token = "" };

        string[] lines = MatrixMarkdown.Write(cells).Split('\n');

        Assert.Equal(
            ["<!-- matrix -->", "| module | bugs | U0 |", "| --- | --: | --: |", "| [`a`](docs/bugs.md#a) | 1 | 1 |", "| [`b`](docs/bugs.md#b) | 2 | 1 |", ""],
            lines[..6]);
        Assert.Equal(
            ["<details><summary>b: 2 bugs</summary>", "", "| `b` | U0 |", "| --- | --- |", "| B-1 | [found 1 (sleep)](docs/bugs.md#b-b-1 \"smp1-x\") |",
                "| B-2 | absent |", "", "</details>", "<!-- /matrix -->", ""],
            lines[^10..]);
    }

    [Fact]
    public void In_a_log_the_progress_is_a_line_now_and_then_and_on_a_terminal_one_line_that_goes()
    {
        var now = TimeSpan.Zero;
        var cell = MatrixRows.Cells([Quiet("a/A-1")], [Environments.Find("U0")!])[0] with { Result = CellResult.Found };
        string Shown(bool isLive)
        {
            var text = new StringWriter { NewLine = "\n" };
            using (var progress = new MatrixProgress(new Terminal(text, isLive), "matrix", 40, () => now))
            {
                now = TimeSpan.Zero;
                for (int i = 0; i < 40; i++)
                {
                    progress.Begin(cell);
                    now += TimeSpan.FromSeconds(1);
                    progress.Done(cell);
                }
            }

            return text.ToString();
        }

        Assert.Equal("matrix: 15 of 40 cells  15 found  15 s  ~25 s left\nmatrix: 30 of 40 cells  30 found  30 s  ~10 s left\n", Shown(isLive: false));
        string live = Shown(isLive: true);
        Assert.Contains("20 of 40 cells  20 found  20 s  ~20 s left", live, StringComparison.Ordinal);
        Assert.Contains("a/A-1 U0", live, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', live);
        Assert.EndsWith("\r\u001b[2K", live, StringComparison.Ordinal);
    }

    private static Scenario Quiet(string name) => new(name, "", _ => { });

    private static IEnumerable<string> Names(Scenario[] all, params string[] modules)
        => MatrixRows.Of(all, [.. modules.Select(m => new Given(m, "--module"))]).Select(s => s.Name);

    private static MatrixCell Cell(string scenario, string environment) => Compute(new Catalogue().Find(scenario)!, environment);

    private static MatrixCell Compute(Scenario scenario, string environment)
        => MatrixTrials.Compute(new MatrixCell(scenario, Environments.Find(environment)!), new HuntOptions { Workers = 1 }, null, CancellationToken.None);
}
