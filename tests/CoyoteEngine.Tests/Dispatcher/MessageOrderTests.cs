using Akka.Actor;
using Microsoft.Coyote.Specifications;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

[Collection(UnderCoyote.Name)]
public sealed class MessageOrderTests
{
    [Fact]
    public void Messages_of_one_sender_to_one_receiver_keep_their_order() =>
        UnderCoyote.FindsNothing(200, system =>
        {
            List<string> received = Receive(system, ["a1", "a2", "a3"], ["b1", "b2", "b3"]);
            Specification.Assert(received.Where(m => m[0] == 'a').SequenceEqual(["a1", "a2", "a3"]), "a's came out of order");
            Specification.Assert(received.Where(m => m[0] == 'b').SequenceEqual(["b1", "b2", "b3"]), "b's came out of order");
        });

    [Fact]
    public void All_orders_of_two_senders_are_found()
    {
        var orders = new HashSet<string>();
        UnderCoyote.FindsNothing(200, system => orders.Add(string.Join(' ', Receive(system, ["a1", "a2"], ["b1", "b2"]))));

        Assert.Equal(
            ["a1 a2 b1 b2", "a1 b1 a2 b2", "a1 b1 b2 a2", "b1 a1 a2 b2", "b1 a1 b2 a2", "b1 b2 a1 a2"], orders.Order());
    }

    /// <summary>Its first messages wait in another queue, under a lock that the next sender wants.</summary>
    [Fact]
    public void An_actor_that_is_being_started_loses_no_message() =>
        UnderCoyote.FindsNothing(100, system =>
        {
            var log = new List<string>();
            IActorRef other = system.System.ActorOf(Props.Create(() => new Writer(new List<string>())), "other");
            system.UntilQuiet();
            IActorRef writer = system.System.ActorOf(Props.Create(() => new Writer(log)), "writer");
            foreach (string message in new[] { "1", "2", "3" })
            {
                writer.Tell(message);
                other.Tell(message);
            }
            system.UntilQuiet();
            Specification.Assert(string.Concat(log) == "123", "received " + string.Concat(log));
        });

    [Fact]
    public void One_run_handles_one_message()
    {
        var orders = new HashSet<string>();
        UnderCoyote.FindsNothing(100, system =>
        {
            var log = new List<string>();
            IActorRef first = system.System.ActorOf(Props.Create(() => new Writer(log)), "first");
            IActorRef second = system.System.ActorOf(Props.Create(() => new Writer(log)), "second");
            first.Tell("1");
            first.Tell("2");
            second.Tell("x");
            system.UntilQuiet();
            orders.Add(string.Concat(log));
        });

        // Were two messages handled in one run, nothing could come between them once both are there.
        Assert.Contains("1x2", orders);
        Assert.Contains("12x", orders);
        Assert.Contains("x12", orders);
    }

    [Fact]
    public void The_steps_of_a_test_can_be_read()
    {
        IReadOnlyList<Step> steps = [];
        UnderCoyote.FindsNothing(1, system =>
        {
            IActorRef writer = system.System.ActorOf(Props.Create(() => new Writer(new List<string>())), "writer");
            system.System.ActorOf(Props.Create(() => new Sender(writer, new[] { "hello" })), "sender").Tell("go");
            system.UntilQuiet();
            steps = system.Steps;
        });

        Assert.Equal(["the test -> /user/sender: go", "/user/sender -> /user/writer: hello"], steps.Select(s => s.ToString()));
    }

    private static List<string> Receive(ControlledSystem system, string[] fromA, string[] fromB)
    {
        var received = new List<string>();
        IActorRef receiver = system.System.ActorOf(Props.Create(() => new Writer(received)), "receiver");
        system.System.ActorOf(Props.Create(() => new Sender(receiver, fromA)), "a").Tell("go");
        system.System.ActorOf(Props.Create(() => new Sender(receiver, fromB)), "b").Tell("go");
        system.UntilQuiet();
        return received;
    }

    private sealed class Writer : ReceiveActor
    {
        public Writer(List<string> log) => Receive<string>(log.Add);
    }

    private sealed class Sender : ReceiveActor
    {
        public Sender(IActorRef receiver, string[] messages) =>
            Receive<string>(_ =>
            {
                foreach (string message in messages)
                    receiver.Tell(message);
            });
    }
}
