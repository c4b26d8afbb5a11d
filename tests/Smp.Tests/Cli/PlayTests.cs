using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;
using Smp.Tests.Traces;

namespace Smp.Tests.Cli;

/// <summary>Games, line by line.</summary>
public sealed class PlayTests
{
    // cat/1 to where it has read the flag, tail/2 until it holds the file, and cat/1 again.
    private const string Win = "1\na\na\n2\na\na\na\na\n1\na\na\n";

    [Fact]
    public void A_race_is_won_by_letting_it_happen()
    {
        var (status, output) = Play(Win, "sleep/SLP-1");

        Golden.Matches("play-won", output);
        Assert.Equal(ExitCodes.Found, status);
    }

    [Fact]
    public void The_token_of_a_win_replays_to_the_same_events()
    {
        string token = Play(Win, "sleep/SLP-1").Output.Split("smp replay ")[1].Trim();
        var replay = new FakeShell();

        Assert.Equal(ExitCodes.Found, replay.Run("replay", token));
        Assert.StartsWith("reproduced: sleep/SLP-1 in S26: two processes hold /proc/sleep (24 steps, same event stream ", replay.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrected_module_cannot_be_made_to_fail_and_a_hint_says_after_how_many_schedules_that_is_known()
    {
        var (status, output) = Play("h\ntail/2\na\ns\nq\n", "sleep/SLP-1.fixed");

        Golden.Matches("play-impossible", output);
        Assert.Equal(ExitCodes.Nothing, status);
    }

    [Fact]
    public void Moves_are_taken_back_and_hints_are_about_where_the_game_stands()
        => Golden.Matches("play-undo-and-hints", Play("h\n1\na\na\na\nh\nu\nh\nu 2\nh\nc\nq\n", "sleep/SLP-1").Output);

    [Fact]
    public void What_is_typed_wrong_is_said_in_a_line_and_the_game_goes_on()
        => Golden.Matches("play-typed-wrong", Play("a\nu\n0\n3\n-1\n99999999999\ncat\nxyz\n1 2\n\nu 5\nu x\nu 0\n\u001b[A\n?\n2\n", "sleep/SLP-1").Output);

    [Fact]
    public void At_the_end_of_a_run_without_a_finding_one_can_go_back()
    {
        var (status, output) = Play(string.Concat(Enumerable.Repeat("1\n", 70)) + "u\nq\n", "sleep/SLP-1");

        Assert.Equal(ExitCodes.Nothing, status);
        Assert.Contains("\n  nobody can step any more, and nothing was found\nAnother schedule fails: u takes a move back, h then says whether it is early enough.\n", output.Replace("\n  Another", "\nAnother", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("nobody can step any more; u goes back\n", output, StringComparison.Ordinal);
        Assert.Contains("\nback after step ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blocked_agent_says_who_blocks_it()
    {
        string output = Play("1\ntail/2\n", "sleep/SLP-1", "--env", "B20").Output;

        Assert.Contains("     the big lock blocks tail/2: cat/1 holds it\n", output, StringComparison.Ordinal);
        Assert.Contains("step 2> tail/2\nthe big lock blocks tail/2: cat/1 holds it\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_choices_are_the_players_too()
        => Golden.Matches("play-data-choice", Play("1\n1\n2\n1\n1\nq\n", "sleep/SLP-8", "--faults").Output);

    [Theory]
    [InlineData("SCENARIO: unknown scenario 'sleep/SLP-99'", "sleep/SLP-99")]
    [InlineData("--env: unknown environment 'S99'", "sleep/SLP-1", "--env", "S99")]
    [InlineData("--env: sleep/SLP-14 cannot be explored in S68", "sleep/SLP-14", "--env", "S68")]
    [InlineData("--time: '0' is not a number of seconds", "sleep/SLP-1", "--time", "0")]
    public void Bad_input_is_one_line(string expected, params string[] args)
    {
        var shell = new FakeShell();

        Assert.Equal(ExitCodes.Usage, shell.Run(["play", .. args]));
        Assert.StartsWith($"smp: {expected}", shell.Error, StringComparison.Ordinal);
        Assert.Equal(("", 1), (shell.Out, shell.Error.Count(c => c == '\n')));
    }

    /// <summary>From every position of a program: there is a way if and only if some schedule that begins so fails.</summary>
    [Fact]
    public void A_hint_is_true_wherever_it_is_asked_for()
    {
        var subject = new TestSubject(() => LostUpdate.Build(3, detect: true));
        using var computer = subject.Build();
        var search = new DepthFirst(prune: false);
        var all = new List<(int[] Choices, bool Fails)>();
        while (!search.IsFinished)
        {
            bool fails = search.RunNext(computer) == RunOutcome.Found;
            all.Add(([.. computer.Choices.Items], fails));
        }

        var prefixes = all.SelectMany(s => Enumerable.Range(0, s.Choices.Length + 1).Select(n => s.Choices[..n])).DistinctBy(p => string.Join(',', p)).ToList();
        foreach (int[] prefix in prefixes)
        {
            bool canFail = all.Any(s => s.Fails && s.Choices.AsSpan().StartsWith(prefix));
            var hint = HintSearch.From(subject, prefix, CancellationToken.None);

            Assert.Equal(canFail ? HintKind.Way : HintKind.NoWay, hint.Kind);
            Assert.True(!canFail || hint.Choices.Take(prefix.Length).SequenceEqual(prefix));
            Assert.True(!canFail || computer.Run(new ReplayStrategy(hint.Choices)) == RunOutcome.Found);
        }

        Assert.Contains(all, s => !s.Fails);
    }

    [Fact]
    public void A_hint_that_had_no_time_says_nothing()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Equal(HintKind.NotKnown, HintSearch.From(Subject("sleep/SLP-1"), [], stop.Token).Kind);
    }

    [Fact]
    public void Following_the_hints_wins()
    {
        using var game = new PlayedRun(Subject("sleep/SLP-2"));
        while (!game.IsOver)
        {
            var hint = HintSearch.From(Subject("sleep/SLP-2"), game.Position.Recording.Choices, CancellationToken.None);
            int made = game.Position.Recording.Choices.Count;
            var options = game.Position.Options;
            int current = options.ToList().FindIndex(o => o.IsCurrent);
            int slot = options.Count == 1 ? 0 : made < hint.Choices.Count ? ChoiceLog.FromCanonical(hint.Choices[made], current) : Math.Max(0, current);
            game.Step(options[slot], _ => 0);
        }

        Assert.NotNull(game.Position.Report);
    }

    private static (int Status, string Output) Play(string input, params string[] args)
    {
        var shell = new FakeShell { In = input };
        int status = shell.Run(["play", .. args]);
        Assert.Equal("", shell.Error);
        return (status, shell.Out);
    }

    private static ScenarioSubject Subject(string name) => new(new Catalogue().Find(name)!, Environments.Find("S26")!);
}
