using Akka.Actor;
using Microsoft.Coyote.Specifications;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

[Collection(UnderCoyote.Name)]
public sealed class VirtualTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Timers_go_off_in_the_order_of_their_times_when_the_test_moves_the_time() =>
        UnderCoyote.FindsNothing(50, system =>
        {
            var log = new List<string>();
            IActorRef writer = system.System.ActorOf(Props.Create(() => new Writer(log)));
            IScheduler scheduler = system.System.Scheduler;
            scheduler.ScheduleTellOnce(3 * Second, writer, "third", ActorRefs.NoSender);
            scheduler.ScheduleTellOnce(1 * Second, writer, "first", ActorRefs.NoSender);
            scheduler.ScheduleTellOnce(2 * Second, writer, "second", ActorRefs.NoSender);
            system.UntilQuiet();
            Specification.Assert(log.Count == 0, "time moved by itself");
            system.Advance(2 * Second);
            system.UntilQuiet();
            Specification.Assert(string.Join(' ', log) == "first second", "wrong: " + string.Join(' ', log));
            Specification.Assert(system.Now == 2 * Second, "it is " + system.Now);
        });

    [Fact]
    public void A_wait_moves_the_time_when_nothing_else_is_left() =>
        UnderCoyote.FindsNothing(50, system =>
        {
            var log = new List<string>();
            IActorRef writer = system.System.ActorOf(Props.Create(() => new Writer(log)));
            system.System.Scheduler.ScheduleTellRepeatedly(
                TimeSpan.FromHours(1), TimeSpan.FromHours(1), writer, "tick", ActorRefs.NoSender);
            system.Until(() => log.Count == 3);
            Specification.Assert(system.Now == TimeSpan.FromHours(3), "it is " + system.Now);
        });

    [Fact]
    public void A_cancelled_timer_does_not_go_off() =>
        UnderCoyote.FindsNothing(20, system =>
        {
            var log = new List<string>();
            IActorRef writer = system.System.ActorOf(Props.Create(() => new Writer(log)));
            ICancelable timer = system.System.Scheduler.ScheduleTellOnceCancelable(Second, writer, "no", ActorRefs.NoSender);
            timer.Cancel();
            system.Advance(2 * Second);
            system.UntilQuiet();
            Specification.Assert(log.Count == 0, "it went off");
        });

    [Fact]
    public void A_timer_and_a_message_are_seen_in_both_orders()
    {
        var orders = new HashSet<string>();
        UnderCoyote.FindsNothing(100, system =>
        {
            var log = new List<string>();
            IActorRef writer = system.System.ActorOf(Props.Create(() => new Writer(log)));
            system.System.ActorOf(Props.Create(() => new Forwarder(writer))).Tell("message");
            system.System.Scheduler.ScheduleTellOnce(Second, writer, "timer", ActorRefs.NoSender);
            system.Advance(Second);
            system.UntilQuiet();
            orders.Add(string.Join(' ', log));
        });

        Assert.Equal(["message timer", "timer message"], orders.Order());
    }

    [Fact]
    public void An_actors_own_timers_and_receive_timeouts_work() =>
        UnderCoyote.FindsNothing(50, system =>
        {
            var log = new List<string>();
            system.System.ActorOf(Props.Create(() => new Timed(log)));
            system.Until(() => log.Contains("timeout"));
            Specification.Assert(string.Join(' ', log) == "tick tick timeout", "wrong: " + string.Join(' ', log));
            Specification.Assert(system.Now == 12 * Second, "it is " + system.Now);
        });

    [Fact]
    public void A_wait_for_what_never_comes_is_a_bug()
    {
        string found = UnderCoyote.Finds(1, system =>
        {
            IActorRef writer = system.System.ActorOf(Props.Create(() => new Writer(new List<string>())));
            system.Ask<string>(writer, "no answer");
        });

        Assert.Contains("no mailbox run and no timer is left", found, StringComparison.Ordinal);
    }

    private sealed class Writer : ReceiveActor
    {
        public Writer(List<string> log) => Receive<string>(log.Add);
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef receiver) => Receive<string>(message => receiver.Tell(message));
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        public Timed(List<string> log)
        {
            int ticks = 0;
            Receive<string>(message =>
            {
                log.Add(message);
                if (++ticks < 2)
                    return;
                Timers.CancelAll();
                SetReceiveTimeout(10 * Second);
            });
            Receive<ReceiveTimeout>(_ =>
            {
                log.Add("timeout");
                SetReceiveTimeout(null);
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", Second);
    }
}
