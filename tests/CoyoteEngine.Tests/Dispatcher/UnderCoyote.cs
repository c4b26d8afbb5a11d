using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

/// <summary>Runs tests under Coyote, quietly, and one at a time: they look at what is left of threads.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class UnderCoyote
{
    internal const string Name = "the dispatcher under Coyote";

    /// <summary>The first actor system of a process may take seconds on a busy machine: Coyote is not to take it for a hang.</summary>
    internal static Configuration Random(uint iterations, uint seed = 1) =>
        Configuration.Create().WithTelemetryEnabled(false).WithVerbosityEnabled(VerbosityLevel.None)
            .WithTestingIterations(iterations).WithRandomGeneratorSeed(seed).WithRandomStrategy()
            .WithDeadlockTimeout(20000);

    internal static TestingEngine Run(Configuration configuration, Action<ControlledSystem> test)
    {
        TestingEngine engine = TestingEngine.Create(configuration, ControlledSystem.Test(test));
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.Run();
        return engine;
    }

    /// <summary>Every iteration is to pass; if one does not, what it found is the message.</summary>
    internal static void FindsNothing(uint iterations, Action<ControlledSystem> test) =>
        Assert.Empty(Run(Random(iterations), test).TestReport.BugReports);

    /// <summary>The first line of what is found.</summary>
    internal static string Finds(uint iterations, Action<ControlledSystem> test) =>
        Assert.Single(Run(Random(iterations), test).TestReport.BugReports).Split('\n')[0];
}
