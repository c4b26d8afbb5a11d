using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

public sealed class ReplayTests
{
    private static readonly TestSubject s_buggy = new(() => Update(fixedUp: false));
    private static readonly TestSubject s_fixed = new(() => Update(fixedUp: true));

    [Fact]
    public void A_token_reproduces_its_finding()
    {
        var token = FirstToken();
        var replayed = Replay.Run(s_buggy, token);
        Assert.Equal(ReplayOutcome.Reproduced, replayed.Outcome);
        Assert.True(replayed.EventHashMatches);
        Assert.Null(replayed.Divergence);
        Assert.Equal("never counter", replayed.Report!.Id);
        Assert.Equal(token.Choices, replayed.Recording.Choices);
    }

    [Fact]
    public void In_the_corrected_program_the_schedule_is_followed_and_the_finding_gone()
    {
        var replayed = Replay.Run(s_fixed, FirstToken());
        Assert.Equal(ReplayOutcome.FindingGone, replayed.Outcome);
        Assert.False(replayed.EventHashMatches);
        Assert.Null(replayed.Report);
    }

    [Fact]
    public void Choices_that_do_not_fit_end_the_run_where_they_stop_fitting()
    {
        var token = Changed([0, 5]);
        var replayed = Replay.Run(s_buggy, token);
        Assert.Equal(ReplayOutcome.Diverged, replayed.Outcome);
        Assert.Equal((1, 2), (replayed.Divergence!.Choice, replayed.Divergence.Step));
        Assert.Contains("option 5", replayed.Divergence.Message, StringComparison.Ordinal);
        Assert.Contains("task0, task1", replayed.Divergence.Message, StringComparison.Ordinal);
        Assert.Single(replayed.Recording.Events);
    }

    [Fact]
    public void Choices_left_over_are_a_divergence()
    {
        var replayed = Replay.Run(s_buggy, Changed([0, 0, 0, 1, 1]));
        Assert.Equal(ReplayOutcome.Diverged, replayed.Outcome);
        Assert.Equal((2, 4), (replayed.Divergence!.Choice, replayed.Divergence.Step));
        Assert.Contains("3 more choices", replayed.Divergence.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_choice_that_does_not_fit_is_a_divergence_too()
    {
        var subject = new TestSubject(() =>
        {
            var computer = new Computer();
            var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
            for (int i = 0; i < 2; i++)
            {
                computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
                {
                    await x.Store(1);
                    x.Initialise(computer.ChooseValue(2));
                    await x.Store(2);
                });
            }

            computer.Seal();
            return computer;
        });
        var token = new Token("a/B", "S26", "source", 0, [0, 2, 1], 0);
        var replayed = Replay.Run(subject, token);
        Assert.Equal(ReplayOutcome.Diverged, replayed.Outcome);
        Assert.Equal((1, 1), (replayed.Divergence!.Choice, replayed.Divergence.Step));
        Assert.Contains("has 2 values", replayed.Divergence.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_of_another_stage_is_refused_with_both_fingerprints()
    {
        var token = new Token("test/TST-1", "S26", "source", 0xABCD, [0], 0);
        var error = Assert.Throws<TokenRefusedException>(() => Replay.Run(s_buggy, token));
        Assert.Contains("0000abcd", error.Message, StringComparison.Ordinal);
        Assert.Contains("00000007", error.Message, StringComparison.Ordinal);
    }

    private static Token FirstToken() => new Hunt(s_buggy, new HuntOptions()).Run().Findings[0].Token;

    private static Token Changed(int[] choices) => new("test/TST-1", "S26", "source", 7, choices, 0);

    private static Computer Update(bool fixedUp)
    {
        var computer = new Computer { StageFingerprint = 7 };
        var counter = new Shared<int>(computer, computer.Memory.Allocate(4, "counter", RegionKind.ModuleData));
        for (int i = 0; i < 2; i++)
        {
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                int value = await counter.Load();
                if (fixedUp)
                {
                    await new Atomic(computer, counter.Address).AddReturn(1);
                }
                else
                {
                    await counter.Store(value + 1);
                }
            });
        }

        computer.Attach(new EndDetector(() => counter.Inspect() != 2));
        computer.Seal();
        return computer;
    }

    private sealed class EndDetector(Func<bool> condition) : IDetector
    {
        public string Name => "never";

        public bool WantsSteps => false;

        public ulong? Digest => 0;

        public void Begin()
        {
        }

        public Finding? OnStep(Computer computer) => null;

        public Finding? OnFault(Computer computer, in Fault fault) => null;

        public Finding? OnEnd(Computer computer) => condition() ? new Finding(Name, "never", "counter", "lost", -1) : null;
    }
}
