using Akka.Actor;
using Microsoft.Coyote.Specifications;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

[Collection(UnderCoyote.Name)]
public sealed class SupervisionTests
{
    [Fact]
    public void An_actor_that_throws_is_restarted_and_its_failure_can_be_read() =>
        UnderCoyote.FindsNothing(100, system =>
        {
            IActorRef parent = system.System.ActorOf(Props.Create(() => new Parent()), "parent");
            IActorRef child = system.Ask<IActorRef>(parent, "child");
            child.Tell(5);
            child.Tell("fail");
            Specification.Assert(system.Ask<int>(child, "get") == 0, "not a fresh actor");
            Specification.Assert(system.ActorFailures.Single().Message == "as told", "the failure was not seen");
        });

    [Fact]
    public void An_actor_that_was_stopped_is_reported_to_who_watches_it() =>
        UnderCoyote.FindsNothing(100, system =>
        {
            IActorRef parent = system.System.ActorOf(Props.Create(() => new Parent()), "parent");
            IActorRef child = system.Ask<IActorRef>(parent, "child");
            child.Tell(PoisonPill.Instance);
            system.UntilQuiet();
            Specification.Assert(system.Ask<int>(parent, "terminated") == 1, "not reported");
        });

    [Fact]
    public void Actors_create_actors_down_to_any_depth() =>
        UnderCoyote.FindsNothing(50, system =>
        {
            IActorRef root = system.System.ActorOf(Props.Create(() => new Nest()), "nest");
            Specification.Assert(system.Ask<int>(root, 4) == 31, "not all of the tree answered");
        });

    [Fact]
    public void A_bug_asserted_in_an_actor_ends_the_iteration_with_it() =>
        Assert.Contains("seen in an actor", UnderCoyote.Finds(10, system =>
        {
            IActorRef actor = system.System.ActorOf(Props.Create(() => new Asserting()), "asserting");
            actor.Tell("now");
            system.UntilQuiet();
        }), StringComparison.Ordinal);

    private sealed class Parent : ReceiveActor
    {
        private int _terminated;

        public Parent()
        {
            Receive<string>(text => text == "child", _ =>
                Sender.Tell(Context.Watch(Context.ActorOf(Props.Create(() => new Child())))));
            Receive<string>(_ => Sender.Tell(_terminated));
            Receive<Terminated>(_ => _terminated++);
        }
    }

    private sealed class Child : ReceiveActor
    {
        private int _value;

        public Child()
        {
            Receive<int>(value => _value = value);
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("as told"));
            Receive<string>(_ => Sender.Tell(_value));
        }
    }

    /// <summary>Asked with a depth, it has two of its kind count theirs, and answers with how many they are with it.</summary>
    private sealed class Nest : ReceiveActor
    {
        public Nest() => ReceiveAsync<int>(async depth =>
        {
            int count = 1;
            for (int child = 0; depth > 0 && child < 2; child++)
                count += await Context.ActorOf(Props.Create(() => new Nest())).Ask<int>(depth - 1);
            Sender.Tell(count);
        });
    }

    private sealed class Asserting : ReceiveActor
    {
        public Asserting() => ReceiveAny(_ => Specification.Assert(false, "seen in an actor"));
    }
}
