namespace Smp.Scenarios;

/// <summary>A deposit and a withdrawal that each read the balance and write it back.</summary>
internal static class BankAccount
{
    private const int Opening = 100;
    private const int Deposit = 30;
    private const int Withdrawal = 20;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("account", "a deposit and a withdrawal each read the balance and write it back", 3, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var balance = stage.KernelInt("balance");
        balance.Initialise(Opening);
        var guard = stage.Kernel.NewSpinLock("account");
        var crew = new Crew(stage);
        foreach (var (name, amount) in new[] { ("deposit", Deposit), ("withdraw", -Withdrawal) })
        {
            crew.Add(name, async () =>
            {
                if (corrected)
                {
                    await guard.Lock();
                }

                await balance.Store(await balance.Load() + amount);
                if (corrected)
                {
                    await guard.Unlock();
                }
            });
        }

        crew.Start();
        stage.Never("money was lost or made", () => crew.AllDone && balance.Inspect() != Opening + Deposit - Withdrawal);
    }
}
