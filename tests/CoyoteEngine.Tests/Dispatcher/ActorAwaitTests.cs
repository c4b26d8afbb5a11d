using Akka.Actor;
using Microsoft.Coyote.Specifications;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

[Collection(UnderCoyote.Name)]
public sealed class ActorAwaitTests
{
    [Fact]
    public void An_Ask_awaited_in_an_actor_goes_on_in_the_actor_under_control()
    {
        int uncontrolled = 0;
        UnderCoyote.FindsNothing(200, system =>
        {
            IActorRef echo = system.System.ActorOf(Props.Create(() => new Echo()), "echo");
            IActorRef asker = system.System.ActorOf(Props.Create(() => new Asker(echo)), "asker");
            Specification.Assert(system.Ask<string>(asker, "x") == "xx", "not answered twice");
            system.UntilQuiet();
            uncontrolled += system.UncontrolledSends;
        });

        Assert.Equal(0, uncontrolled);
    }

    [Fact]
    public void While_an_actor_awaits_it_handles_no_other_message() =>
        UnderCoyote.FindsNothing(200, system =>
        {
            var log = new List<string>();
            IActorRef echo = system.System.ActorOf(Props.Create(() => new Echo()), "echo");
            IActorRef awaiting = system.System.ActorOf(Props.Create(() => new Awaiting(echo, log)), "awaiting");
            awaiting.Tell("1");
            awaiting.Tell("2");
            system.UntilQuiet();
            Specification.Assert(string.Join(' ', log) == "1 begins 1 ends 2 begins 2 ends", string.Join(' ', log));
        });

    [Fact]
    public void A_race_between_two_actors_that_await_is_found() =>
        Assert.Contains("an update was lost", UnderCoyote.Finds(200, system =>
        {
            IActorRef counter = system.System.ActorOf(Props.Create(() => new Value()), "value");
            system.System.ActorOf(Props.Create(() => new Increment(counter)), "a").Tell("go");
            system.System.ActorOf(Props.Create(() => new Increment(counter)), "b").Tell("go");
            system.UntilQuiet();
            Specification.Assert(system.Ask<int>(counter, "get") == 2, "an update was lost");
        }), StringComparison.Ordinal);

    /// <summary>PipeTo goes over the thread pool: it works, and is counted as what it is.</summary>
    [Fact]
    public void PipeTo_is_not_under_control_but_arrives()
    {
        int uncontrolled = 0;
        UnderCoyote.FindsNothing(100, system =>
        {
            IActorRef echo = system.System.ActorOf(Props.Create(() => new Echo()), "echo");
            IActorRef piping = system.System.ActorOf(Props.Create(() => new Piping(echo)), "piping");
            Specification.Assert(system.Ask<string>(piping, "x") == "x", "not answered");
            uncontrolled += system.UncontrolledSends;
        });

        // None where the answer was there before PipeTo was called.
        Assert.InRange(uncontrolled, 1, 100);
    }

    [Fact]
    public void What_runs_on_the_thread_pool_is_waited_for() =>
        UnderCoyote.FindsNothing(20, system =>
        {
            IActorRef actor = system.System.ActorOf(Props.Create(() => new OnThePool()), "pool");
            Specification.Assert(system.Ask<string>(actor, "x") == "done", "not answered");
        });

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<string>(text => Sender.Tell(text));
    }

    private sealed class Asker : ReceiveActor
    {
        public Asker(IActorRef echo) => ReceiveAsync<string>(async text =>
        {
            string first = await echo.Ask<string>(text);
            string second = await echo.Ask<string>(text);
            Sender.Tell(first + second);
        });
    }

    private sealed class Awaiting : ReceiveActor
    {
        public Awaiting(IActorRef echo, List<string> log) => ReceiveAsync<string>(async text =>
        {
            log.Add(text + " begins");
            await echo.Ask<string>(text);
            log.Add(text + " ends");
        });
    }

    private sealed class Value : ReceiveActor
    {
        private int _value;

        public Value()
        {
            Receive<int>(value => _value = value);
            Receive<string>(_ => Sender.Tell(_value));
        }
    }

    private sealed class Increment : ReceiveActor
    {
        public Increment(IActorRef value) => ReceiveAsync<string>(async _ =>
            value.Tell(await value.Ask<int>("get") + 1));
    }

    private sealed class Piping : ReceiveActor
    {
        private IActorRef _client = ActorRefs.Nobody;

        public Piping(IActorRef echo)
        {
            Receive<string>(text => !Sender.Equals(Self), text =>
            {
                _client = Sender;
                echo.Ask<string>(text).PipeTo(Self, Self);
            });
            Receive<string>(text => _client.Tell(text));
        }
    }

    private sealed class OnThePool : ReceiveActor
    {
        public OnThePool() => ReceiveAsync<string>(async _ =>
        {
            await Task.Run(() => Thread.Sleep(1));
            Sender.Tell("done");
        });
    }
}
