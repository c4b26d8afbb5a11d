using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

/// <summary>Runs a test under Coyote, quietly.</summary>
internal static class Coyote
{
    internal static Configuration Random(uint iterations, uint seed = 1) =>
        Configuration.Create().WithTelemetryEnabled(false).WithTestingIterations(iterations).WithRandomGeneratorSeed(seed)
            .WithRandomStrategy();

    internal static TestingEngine Run(Configuration configuration, Action<ControlledSystem> test)
    {
        TestingEngine engine = TestingEngine.Create(configuration, ControlledSystem.Test(test));
        engine.Run();
        return engine;
    }

    internal static TestingEngine Run(uint iterations, Action<ControlledSystem> test) => Run(Random(iterations), test);
}
