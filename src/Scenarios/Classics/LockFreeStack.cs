using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// Treiber's stack with nodes that are used again: a pop reads the top and what is under it, sleeps, and finds the same top
/// although what is under it has changed (ABA). Corrected: a count beside the top changes with every success.
/// </summary>
internal static class LockFreeStack
{
    private const int Nodes = 3;
    private const int CountStep = 16;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("aba", "two threads pop and push on a lock-free stack whose nodes are used again", 3, Build);

    private static void Build(Stage stage, bool corrected)
    {
        // Nodes are numbered from 1; 0 is the end.
        var next = new Shared<int>[Nodes + 1];
        var owners = new Ghost[Nodes + 1];
        for (int i = 1; i <= Nodes; i++)
        {
            next[i] = stage.KernelInt($"next{i}");
            next[i].Initialise(i == Nodes ? 0 : i + 1);
            owners[i] = stage.Ghost($"owners of node {i}");
        }

        var top = new Atomic(stage.Computer, stage.KernelInt("top").Address);
        top.Initialise(1);
        var crew = new Crew(stage);
        crew.Add("popper", async () =>
        {
            await Pop();
            await Pop();
        });
        crew.Add("recycler", async () =>
        {
            int first = await Pop();
            await Pop();
            if (first != 0)
            {
                await Push(first);
            }
        });
        crew.Start();
        stage.Never("a node has two owners", () => Array.Exists(owners, owner => owner.Address != Address.Null && owner.Value > 1));

        async KTask<int> Pop()
        {
            while (true)
            {
                int seen = (int)await top.Read();
                int node = seen % CountStep;
                if (node == 0)
                {
                    return 0;
                }

                int under = await next[node].Load();
                if (await top.CompareExchange(seen, With(seen, under)) == seen)
                {
                    owners[node].Value++;
                    return node;
                }
            }
        }

        async KTask Push(int node)
        {
            owners[node].Value--;
            while (true)
            {
                int seen = (int)await top.Read();
                await next[node].Store(seen % CountStep);
                if (await top.CompareExchange(seen, With(seen, node)) == seen)
                {
                    return;
                }
            }
        }

        int With(int seen, int node) => corrected ? (((seen / CountStep) + 1) * CountStep) + node : node;
    }
}
