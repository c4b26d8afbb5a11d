using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.CoyoteEngine.Tests;

/// <summary>What the tests hunt in.</summary>
internal static class Subjects
{
    internal static ScenarioSubject Of(string scenario, string environment = "S26")
        => new(new Catalogue().Find(scenario)!, Environments.Find(environment)!);

    internal static ScenarioSubject Of(Action<Stage> build) => new(new Scenario("test/own", "", build), Environments.Find("S26")!);

    internal static HuntResult Hunt(ISubject subject, string strategy, long iterations, bool keepGoing = false, ulong seed = 1)
        => new Hunt(subject, new HuntOptions
        {
            Engine = Coyote.Engine(strategy),
            Schedules = iterations,
            Seed = seed,
            KeepGoing = keepGoing,
            Notes = false,
            Time = TimeSpan.FromMinutes(5),
        }).Run();
}
