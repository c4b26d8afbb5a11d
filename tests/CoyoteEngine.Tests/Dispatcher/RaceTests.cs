using Akka.Actor;
using Microsoft.Coyote.Specifications;
using Microsoft.Coyote.SystematicTesting;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

public sealed class RaceTests
{
    [Fact]
    public void A_lost_update_is_found()
    {
        TestingEngine engine = Coyote.Run(200, CountTwice(isCorrect: false));

        Assert.Equal(1, engine.TestReport.NumOfFoundBugs);
        Assert.Contains("an update was lost", engine.TestReport.BugReports.First(), StringComparison.Ordinal);
    }

    private static Action<ControlledSystem> CountTwice(bool isCorrect) => system =>
    {
        IActorRef counter = system.System.ActorOf(Props.Create(() => new Counter()), "counter");
        system.System.ActorOf(Props.Create(() => new Client(counter, isCorrect)), "a").Tell("go");
        system.System.ActorOf(Props.Create(() => new Client(counter, isCorrect)), "b").Tell("go");
        system.UntilQuiet();
        int value = system.Ask<int>(counter, "get");
        Specification.Assert(value == 2, "an update was lost: " + value);
    };

    private sealed class Counter : ReceiveActor
    {
        private int _value;

        public Counter()
        {
            Receive<int>(value => _value = value);
            Receive<string>(text =>
            {
                if (text == "increment")
                    _value++;
                else
                    Sender.Tell(_value);
            });
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
