using Smp.Actors;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.AkkaHost.Tests;

/// <summary>Stages of tests, and scenarios of the catalogue, on a host.</summary>
internal static class Hosted
{
    internal static Computer Stepped(Action<Stage> build, string environment = "S26", Akka.Actor.IActorRef? tap = null)
        => Subject(build, environment, new SteppedHosting { Tap = tap }).Build();

    internal static ScenarioSubject Subject(Action<Stage> build, string environment, IHosting? hosting)
        => new(new Scenario("test/stage", "a stage of a test", build), Environments.Find(environment)!, hosting: hosting);

    internal static ScenarioSubject Subject(string scenario, string environment, IHosting? hosting)
        => new(new Catalogue().Find(scenario)!, Environments.Find(environment)!, hosting: hosting);

    internal static SteppedHost Host(this Computer computer) => (SteppedHost)computer.Host!;

    internal static (ReplayOutcome Outcome, bool SameEvents) Replayed(ReplayResult replay) => (replay.Outcome, replay.EventHashMatches);

    /// <summary>An actor of Akka.NET: a child of /user/smp, or itself for no name.</summary>
    internal static Akka.Actor.IActorRef Child(Computer computer, string name)
    {
        var host = (SupervisedHost)computer.Host!;
        for (int i = 0; ; i++)
        {
            var child = host.RefOf(i);
            if (name.Length == 0)
            {
                return ((Akka.Actor.IInternalActorRef)child).Parent;
            }

            if (child.Path.Name == name)
            {
                return child;
            }
        }
    }

    /// <summary>What came of a run, as one line: equal runs give equal lines.</summary>
    internal static string Line(Computer computer, int seed)
    {
        computer.KeepEventHash = true;
        try
        {
            var outcome = computer.Run(new RandomStrategy((ulong)seed));
            return $"{outcome} {computer.Steps} {computer.EventHash:x16} {computer.Finding?.Message} {string.Join(',', computer.Choices.Items.ToArray())}";
        }
        catch (MachineException e)
        {
            return e.Message;
        }
    }
}
