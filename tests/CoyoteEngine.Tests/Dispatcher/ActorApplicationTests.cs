using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Routing;
using Microsoft.Coyote;
using Microsoft.Coyote.Specifications;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

/// <summary>An application that uses much of what Akka.NET has.</summary>
[Collection(UnderCoyote.Name)]
public sealed class ActorApplicationTests
{
    [Fact]
    public void Routers_stashes_selections_events_timers_and_restarts_work() =>
        UnderCoyote.FindsNothing(100, system => Specification.Assert(Run(system) == 11, "not all work was done"));

    [Fact]
    public void It_takes_the_same_steps_when_it_is_run_again()
    {
        List<string> first = Record(UnderCoyote.Random(40, seed: 5));
        List<string> second = Record(UnderCoyote.Random(40, seed: 5));

        Assert.Equal(40, first.Count);
        Assert.Equal(first, second);
        Assert.InRange(first.Distinct().Count(), 30, 40);
    }

    private static List<string> Record(Configuration configuration)
    {
        var systems = new List<ControlledSystem>();
        UnderCoyote.Run(configuration, system =>
        {
            systems.Add(system);
            Run(system);
        });
        // Akka counts this one actor of its own through all systems of a process.
        return [.. systems.Select(system => Regex.Replace(string.Join('\n', system.Steps), "EventStreamUnsubscriber-[0-9]+", "unsubscriber"))];
    }

    private static int Run(ControlledSystem system)
    {
        ActorSystem actors = system.System;
        IActorRef sum = actors.ActorOf(Props.Create(() => new Sum()), "sum");
        IActorRef pool = actors.ActorOf(Props.Create(() => new Worker(sum)).WithRouter(new RoundRobinPool(3)), "pool");
        IActorRef gate = actors.ActorOf(Props.Create(() => new Gate(pool)), "gate");
        for (int work = 1; work <= 4; work++)
            gate.Tell(work);
        actors.ActorSelection("/user/gate").Tell("open");
        actors.Scheduler.ScheduleTellOnce(TimeSpan.FromMinutes(1), gate, 1, ActorRefs.NoSender);
        system.Advance(TimeSpan.FromMinutes(2));
        system.UntilQuiet();
        return system.Ask<int>(sum, "get");
    }

    /// <summary>Keeps work back until it is told to open.</summary>
    private sealed class Gate : ReceiveActor, IWithStash
    {
        public Gate(IActorRef pool)
        {
            Receive<int>(_ => Stash!.Stash());
            Receive<string>(_ =>
            {
                Become(() => Receive<int>(work => pool.Tell(work)));
                Stash!.UnstashAll();
            });
        }

        public IStash? Stash { get; set; }
    }

    /// <summary>Fails at 3, having said what it did, and publishes the rest.</summary>
    private sealed class Worker : ReceiveActor
    {
        public Worker(IActorRef sum) => ReceiveAsync<int>(async work =>
        {
            if (work == 3)
            {
                sum.Tell(work);
                throw new InvalidOperationException("three");
            }
            Context.System.EventStream.Publish(await sum.Ask<Done>(new Check(work)));
        });
    }

    private sealed class Sum : ReceiveActor
    {
        private int _sum;

        public Sum()
        {
            Receive<int>(work => _sum += work);
            Receive<Check>(check => Sender.Tell(new Done(check.Work)));
            Receive<Done>(done => _sum += done.Work);
            Receive<string>(_ => Sender.Tell(_sum));
        }

        protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(Done));
    }

    private sealed record Check(int Work);

    private sealed record Done(int Work);
}
