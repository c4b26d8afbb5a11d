using Smp.AkkaHost;
using Smp.CoyoteEngine;
using Smp.Tests.Tidy;

namespace Smp.Tests.Samples;

/// <summary>samples/bank-transfer, built and run as its user would, into a folder of its own.</summary>
public sealed class BankTransferTests
{
    [Fact]
    public void The_bank_overdraws_an_account_or_says_why_it_did_not_run()
    {
        string folder = Directory.CreateTempSubdirectory("smp-bank-").FullName;
        string[] run = ["run", "--project", Path.Combine(SourceTree.Root, "samples", "bank-transfer"), "--artifacts-path", folder];
        bool isPresent = AkkaHosts.Availability.IsPresent && Coyote.Availability.IsPresent;

        // Whatever the surrounding build was told about engines holds for this one.
        string output = DotnetProcess.Run(SourceTree.Root, isPresent ? run : [.. run, "-p:SmpEngines=none"]);
        Directory.Delete(folder, recursive: true);

        if (isPresent)
        {
            Assert.Contains("alice is overdrawn: -20", output, StringComparison.Ordinal);
            Assert.Contains("nothing found in 1000 iterations", output, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("This sample did not run: ", output, StringComparison.Ordinal);
        }
    }
}
