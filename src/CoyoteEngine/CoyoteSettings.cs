using System.Runtime.ExceptionServices;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;
using Smp.Machine;

namespace Smp.CoyoteEngine;

/// <summary>How Coyote is set up here: silent, without telemetry, and with no limit that would cut a run before Smp's own.</summary>
internal static class CoyoteSettings
{
    /// <summary>An iteration that makes no step for so long is taken for a hang, in milliseconds.</summary>
    private const uint HangMs = 120_000;

    /// <summary>Coyote counts its own scheduling points; the computer's bound on steps comes first.</summary>
    private const uint MaxPoints = 100_000_000;

    /// <summary>After so many points a fair strategy chooses at random, so that nobody is starved for ever.</summary>
    internal const uint UnfairPoints = 1_000;

    /// <summary>A configuration. Coyote's seeds have 32 bits: of a longer one the low half counts.</summary>
    internal static Configuration Of(string strategy, ulong seed, uint iterations)
        => CoyoteStrategy.Set(Configuration.Create(), strategy)
            .WithTelemetryEnabled(false)
            .WithTestingIterations(iterations)
            .WithRandomGeneratorSeed(unchecked((uint)seed))
            .WithMaxSchedulingSteps(CoyoteStrategy.IsFair(strategy) ? UnfairPoints : MaxPoints, MaxPoints)
            .WithDeadlockTimeout(HangMs)
            .WithTraceAnalysisEnabled(false)
            .WithPartiallyControlledConcurrencyAllowed(false)
            .WithTestIterationsRunToCompletion();

    /// <summary>Runs <paramref name="body"/> as the one iteration of a test; what it throws comes out here.</summary>
    internal static TestingEngine Once(Configuration configuration, Action body)
    {
        ExceptionDispatchInfo? failure = null;
        using var engine = TestingEngine.Create(configuration, () =>
        {
            try
            {
                body();
            }
            catch (Exception e) when (e is not ThreadInterruptedException)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        Run(engine);
        failure?.Throw();
        return engine;
    }

    /// <summary>Runs an engine; a failure of Coyote's own is the testbed's.</summary>
    /// <exception cref="MachineException">Coyote failed, or gave an iteration up.</exception>
    internal static void Run(TestingEngine engine)
    {
        // What it has to say the result says.
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        try
        {
            engine.Run();
        }
        catch (Exception e) when (e is not (OutOfMemoryException or MachineException))
        {
            throw new MachineException($"Coyote failed: {e.GetType().Name}: {e.Message}", e);
        }
    }
}
