using Akka.Actor;
using Microsoft.Coyote.Specifications;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

/// <summary>
/// Two clients that count a counter up. In one version they get its value and set it to one more, and an update can be lost;
/// in the other they have the counter do it.
/// </summary>
internal static class CountingActors
{
    internal static Action<ControlledSystem> Buggy => system => Run(system, isCorrect: false);

    internal static Action<ControlledSystem> Correct => system => Run(system, isCorrect: true);

    private static void Run(ControlledSystem system, bool isCorrect)
    {
        IActorRef counter = system.System.ActorOf(Props.Create(() => new Counter()), "counter");
        system.System.ActorOf(Props.Create(() => new Client(counter, isCorrect)), "a").Tell("go");
        system.System.ActorOf(Props.Create(() => new Client(counter, isCorrect)), "b").Tell("go");
        system.UntilQuiet();
        Specification.Assert(system.Ask<int>(counter, "get") == 2, "an update was lost");
    }

    private sealed class Counter : ReceiveActor
    {
        private int _value;

        public Counter()
        {
            Receive<int>(value => _value = value);
            Receive<string>(text => text == "increment", _ => _value++);
            Receive<string>(_ => Sender.Tell(_value));
        }
    }

    private sealed class Client : ReceiveActor
    {
        public Client(IActorRef counter, bool isCorrect)
        {
            Receive<string>(_ => counter.Tell(isCorrect ? "increment" : "get"));
            Receive<int>(value => counter.Tell(value + 1));
        }
    }
}
