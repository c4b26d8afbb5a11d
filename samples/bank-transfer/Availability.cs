using Smp.CoyoteDispatcher;

namespace BankTransfer;

/// <summary>The program. This file is compiled with and without Akka and Coyote; the others only with them.</summary>
internal static partial class Program
{
    private static int Main()
    {
        if (Dispatching.WhyMissing is { } why)
            Console.WriteLine($"This sample did not run: {why}.");
        else
            RunBothBanks();
        return 0;
    }

    static partial void RunBothBanks();
}
