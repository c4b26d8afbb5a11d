using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// Each station of a ring copies the token of the one before it, the first adds one: without a hand-over from station to
/// station they do not agree in the end. After the token ring of SCTBench. Corrected: each waits for its turn.
/// </summary>
internal static class TokenRing
{
    private const int Stations = 4;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("token-ring", "four stations pass a token on by copying it", Stations + 1, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var tokens = new Shared<int>[Stations];
        var turns = new Smp.Kernel.KernelSemaphore[Stations];
        for (int i = 0; i < Stations; i++)
        {
            tokens[i] = stage.KernelInt($"token{i}");
            turns[i] = stage.Kernel.NewSemaphore($"turn{i}", i == 0 ? 1 : 0);
        }

        var crew = new Crew(stage);
        for (int i = 0; i < Stations; i++)
        {
            int own = i;
            crew.Add($"station{i}", async () =>
            {
                if (corrected)
                {
                    await turns[own].Down();
                }

                int before = await tokens[(own + Stations - 1) % Stations].Load();
                await tokens[own].Store(own == 0 ? before + 1 : before);
                if (corrected)
                {
                    await turns[(own + 1) % Stations].Up();
                }
            });
        }

        crew.Start();
        stage.Never("the stations disagree", () => crew.AllDone && !Array.TrueForAll(tokens, token => token.Inspect() == 1));
    }
}
