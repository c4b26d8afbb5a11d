namespace EndToEnd;

public sealed class PlayTests
{
    [Fact]
    public void A_game_through_a_pipe_is_won_and_its_token_replays()
    {
        using var game = Smp.Start("play", "sleep/SLP-1");
        game.Type("1\na\na\n2\na\na\na\na\n1\na\na\n");
        var ended = game.Wait();

        Assert.Equal((1, ""), (ended.Status, ended.Error));
        Assert.Contains("\nYou win, with 24 steps.\n", ended.Out, StringComparison.Ordinal);
        Assert.Contains("\nSLP-1: two processes hold /proc/sleep\n", ended.Out, StringComparison.Ordinal);
        string token = ended.Out.Split("replay: smp replay ")[1].Trim();
        Assert.StartsWith("reproduced: ", Smp.Run("replay", token).Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ended.Out);
    }

    [Fact]
    public void The_end_of_input_ends_the_game()
    {
        using var game = Smp.Start("play", "sleep/SLP-1.fixed");
        game.Type("1\nnonsense\nh");
        var ended = game.Wait();

        Assert.Equal((0, ""), (ended.Status, ended.Error));
        Assert.Contains("'nonsense' is nothing to do here", ended.Out, StringComparison.Ordinal);
        Assert.Contains("It cannot be done: no schedule fails.", ended.Out, StringComparison.Ordinal);
        Assert.Contains("\nreplay: smp replay smp1-", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedule_is_compared_in_two_kernels()
    {
        var ended = Smp.Run("compare", "smp1-IgtzbGVlcC9TTFAtMQNTMjYAUFMGQhCH0uIYAQgCAQgCAQDRurR4", "--env", "B20,S26");

        Assert.Equal(1, ended.Status);
        Assert.Contains("══ here the big lock blocks tail/2: cat/1 holds it; S26 goes on with step 11", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_odds_stand_under_a_finding()
        => Assert.Contains(
            "\n  odds: a scheduler that picks at random fails 6.4 % of its runs (exact, over 5,642 states)\n",
            Smp.Run("explore", "sleep/SLP-1", "--env", "S26").Out,
            StringComparison.Ordinal);
}
