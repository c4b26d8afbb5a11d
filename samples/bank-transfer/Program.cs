using System.Diagnostics;
using Akka.Actor;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.Specifications;
using Microsoft.Coyote.SystematicTesting;
using Smp.CoyoteDispatcher;

namespace BankTransfer;

internal static partial class Program
{
    private const uint Iterations = 1000;
    private const uint Seed = 1;

    static partial void RunBothBanks()
    {
        Console.WriteLine("Alice has 100. Two transfers of 60 each go from her to Bob.");
        Search("Look, then withdraw", Props.Create(() => new TrustingAccount(100)), Props.Create(() => new LookingTransfer()));
        Search("Withdraw looks itself", Props.Create(() => new CarefulAccount(100)), Props.Create(() => new AskingTransfer()));
    }

    private static void Search(string title, Props account, Props transfer)
    {
        Configuration configuration = Configuration.Create().WithTelemetryEnabled(false).WithVerbosityEnabled(VerbosityLevel.None)
            .WithTestingIterations(Iterations).WithRandomGeneratorSeed(Seed).WithRandomStrategy()
            // The first actor system of a process takes its time: Coyote is not to take it for a hang.
            .WithDeadlockTimeout(20000);
        int iterations = 0;
        ControlledSystem? last = null;
        using TestingEngine engine = TestingEngine.Create(configuration, ControlledSystem.Test(
            system =>
            {
                iterations++;
                last = system;
                TransferTwice(system, account, transfer);
            },
            name: "bank"));
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));

        var watch = Stopwatch.StartNew();
        engine.Run();

        Console.WriteLine();
        Console.WriteLine($"{title}:");
        if (engine.TestReport.NumOfFoundBugs == 0)
            Console.WriteLine($"  nothing found in {iterations} iterations (strategy random, seed {Seed}, {iterations / watch.Elapsed.TotalSeconds:F0} a second). This is no proof.");
        else
            Show(engine, iterations, last!);
    }

    private static void TransferTwice(ControlledSystem system, Props account, Props transfer)
    {
        IActorRef alice = system.System.ActorOf(account, "alice");
        IActorRef bob = system.System.ActorOf(account, "bob");
        system.System.ActorOf(transfer, "first").Tell(new Transfer(alice, bob, 60));
        system.System.ActorOf(transfer, "second").Tell(new Transfer(alice, bob, 60));
        system.UntilQuiet();
        int total = system.Ask<Balance>(alice, new GetBalance()).Amount + system.Ask<Balance>(bob, new GetBalance()).Amount;
        Specification.Assert(total == 200, $"money was made or lost: there is {total}");
    }

    private static void Show(TestingEngine engine, int iterations, ControlledSystem system)
    {
        string bug = engine.TestReport.BugReports.First().Split('\n')[0];
        Console.WriteLine($"  {bug}");
        Console.WriteLine($"  found in iteration {iterations} of at most {Iterations} (strategy random, seed {Seed}); the messages, as they were sent:");
        foreach (Step step in system.Steps)
            Console.WriteLine($"    {step}");
    }
}
