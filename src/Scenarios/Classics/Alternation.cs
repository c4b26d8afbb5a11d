namespace Smp.Scenarios;

/// <summary>
/// Two threads that each do something only when it is their turn: that the turn comes back again and again takes a strict
/// alternation, which few schedules have. What then happens is wrong; corrected, the last turn is nobody's.
/// </summary>
internal static class Alternation
{
    private const int Looks = 5;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("alternation", "two threads that have to take turns ten times", 3, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var turn = stage.KernelInt("turn");
        var crew = new Crew(stage);
        for (int i = 0; i < 2; i++)
        {
            int own = i;
            crew.Add($"side{i}", async () =>
            {
                for (int look = 0; look < Looks; look++)
                {
                    int now = await turn.Load();
                    if (now % 2 == own && (now < 2 * Looks - 2 || !corrected))
                    {
                        await turn.Store(now + 1);
                    }
                }
            });
        }

        crew.Start();
        stage.Never("the turn went round to the end", () => turn.Inspect() > 2 * Looks - 2);
    }
}
