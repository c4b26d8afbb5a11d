using System.Runtime.CompilerServices;
using Akka.Actor;
using Microsoft.Coyote.Specifications;
using Microsoft.Coyote.SystematicTesting;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

[Collection(UnderCoyote.Name)]
public sealed class NothingLeftBehindTests
{
    [Fact]
    public void After_1000_iterations_of_which_many_fail_no_thread_and_no_actor_is_left_behind()
    {
        var actors = new List<WeakReference>();
        TestingEngine engine = Run(actors);

        Assert.InRange(engine.TestReport.NumOfFoundBugs, 100, 900);
        Assert.True(SpinWait.SpinUntil(() => Dispatching.BusyThreads == 0, 5000), $"{Dispatching.BusyThreads} threads still carry a run");
        Assert.InRange(Dispatching.Threads, 0, 40);
        Assert.Equal(2000, actors.Count);
        Assert.True(SpinWait.SpinUntil(() => Alive(actors) < 20, 5000), $"{Alive(actors)} actors are left");
    }

    [Fact]
    public void Idle_threads_end()
    {
        UnderCoyote.Run(UnderCoyote.Random(10), CountingActors.Correct);

        Assert.True(SpinWait.SpinUntil(() => Dispatching.Threads == 0, 10000), $"{Dispatching.Threads} threads are left");
    }

    [Fact]
    public void An_iteration_that_Coyote_cuts_at_its_bound_leaves_no_thread()
    {
        UnderCoyote.Run(UnderCoyote.Random(50).WithMaxSchedulingSteps(15).WithTestIterationsRunToCompletion(), system =>
        {
            IActorRef a = system.System.ActorOf(Props.Create(() => new Bouncing()), "a");
            IActorRef b = system.System.ActorOf(Props.Create(() => new Bouncing()), "b");
            a.Tell("ball", b);
            b.Tell("ball", a);
            system.UntilQuiet();
        });

        Assert.True(SpinWait.SpinUntil(() => Dispatching.BusyThreads == 0, 5000), $"{Dispatching.BusyThreads} threads still carry a run");
    }

    [Fact]
    public void An_iteration_may_end_while_actors_are_still_at_it()
    {
        UnderCoyote.FindsNothing(50, system =>
        {
            IActorRef a = system.System.ActorOf(Props.Create(() => new Bouncing()), "a");
            IActorRef b = system.System.ActorOf(Props.Create(() => new Bouncing()), "b");
            a.Tell("ball", b);
        });

        Assert.True(SpinWait.SpinUntil(() => Dispatching.BusyThreads == 0, 5000), $"{Dispatching.BusyThreads} threads still carry a run");
    }

    [Fact]
    public void An_actor_that_blocks_its_thread_for_good_is_reported_and_leaves_no_thread()
    {
        TestingEngine engine = UnderCoyote.Run(UnderCoyote.Random(1).WithDeadlockTimeout(500), system =>
        {
            system.System.ActorOf(Props.Create(() => new Blocking()), "blocking").Tell("now");
            system.UntilQuiet();
        });

        Assert.Contains("hang detected", Assert.Single(engine.TestReport.BugReports), StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => Dispatching.BusyThreads == 0, 5000), $"{Dispatching.BusyThreads} threads still carry a run");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TestingEngine Run(List<WeakReference> actors) =>
        UnderCoyote.Run(UnderCoyote.Random(1000).WithTestIterationsRunToCompletion(), system =>
        {
            IActorRef a = system.System.ActorOf(Props.Create(() => new Tracked(actors)), "a");
            IActorRef b = system.System.ActorOf(Props.Create(() => new Tracked(actors)), "b");
            var order = new List<string>();
            a.Tell((b, order));
            b.Tell((a, order));
            system.UntilQuiet();
            a.Tell((b, order));
            Specification.Assert(order[0] == "a", "b was first");
            system.UntilQuiet();
        });

    private static int Alive(List<WeakReference> actors)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return actors.Count(actor => actor.IsAlive);
    }

    private sealed class Tracked : ReceiveActor
    {
        public Tracked(List<WeakReference> actors)
        {
            lock (actors)
                actors.Add(new WeakReference(this));
            Receive<(IActorRef Other, List<string> Order)>(message =>
            {
                message.Order.Add(Self.Path.Name);
                message.Other.Tell("hello");
                // Some iterations fail in an actor, with the test and other runs waiting.
                Specification.Assert(message.Order.Count < 2 || message.Order[0] == "a", "b was first");
            });
            Receive<string>(_ => { });
        }
    }

    private sealed class Bouncing : ReceiveActor
    {
        public Bouncing() => Receive<string>(ball => Sender.Tell(ball));
    }

    private sealed class Blocking : ReceiveActor
    {
        public Blocking() => ReceiveAny(_ => new TaskCompletionSource().Task.Wait());
    }
}
