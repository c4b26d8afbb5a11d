using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Microsoft.Coyote;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.SystematicTesting;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

[Collection(UnderCoyote.Name)]
public sealed class OrdinaryDispatcherTests
{
    private static readonly Config Own = ConfigurationFactory.ParseString("""
        mine { type = PinnedDispatcher, executor = fork-join-executor, dedicated-thread-pool { thread-count = 1 } }
        akka.actor.deployment { "/pinned" { dispatcher = mine } }
        """);

    [Fact]
    public async Task Outside_a_Coyote_test_it_is_a_dispatcher_on_the_thread_pool()
    {
        ActorSystem system = ActorSystem.Create("ordinary", Dispatching.Config.WithFallback(Own));
        IActorRef actor = system.ActorOf(Props.Create(() => new WhereAmI()), "actor");

        Assert.Equal("True controlled", await actor.Ask<string>("where", TimeSpan.FromSeconds(10)));
        await system.Terminate().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Outside_a_Coyote_test_time_is_real()
    {
        ActorSystem system = ActorSystem.Create("ordinary", Dispatching.Config);
        var answer = new TaskCompletionSource();
        system.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(20), answer.SetResult);

        await answer.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await system.Terminate().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_dispatcher_of_the_applications_own_is_controlled_too()
    {
        string where = "";
        TestingEngine engine = TestingEngine.Create(
            UnderCoyote.Random(5),
            ControlledSystem.Test(
                system => where = system.Ask<string>(system.System.ActorOf(Props.Create(() => new WhereAmI()), "pinned"), "where"), Own));
        engine.Run();

        Assert.Empty(engine.TestReport.BugReports);
        Assert.Equal("False controlled", where);
    }

    [Fact]
    public void A_system_that_the_test_makes_itself_is_controlled_too()
    {
        int lost = 0;
        Configuration configuration = UnderCoyote.Random(100);
        TestingEngine engine = TestingEngine.Create(configuration, () =>
        {
            try
            {
                ActorSystem system = ActorSystem.Create("own", Dispatching.Config);
                IActorRef actor = system.ActorOf(Props.Create(() => new WhereAmI()), "actor");
                Task<string> answer = actor.Ask<string>("where");
                Operation.PauseUntil(() => answer.IsCompleted);
                lost += answer.Result == "False controlled" ? 0 : 1;
            }
            finally
            {
                Dispatching.Abandon();
            }
        });
        engine.Run();

        Assert.Empty(engine.TestReport.BugReports);
        Assert.Equal(0, lost);
        Assert.True(SpinWait.SpinUntil(() => Dispatching.BusyThreads == 0, 5000), $"{Dispatching.BusyThreads} threads still carry a run");
    }

    [Fact]
    public void ControlledSystem_says_so_where_there_is_no_Coyote_test() =>
        Assert.Throws<InvalidOperationException>(() => ControlledSystem.Run(_ => { }));

    private sealed class WhereAmI : ReceiveActor
    {
        public WhereAmI() => ReceiveAny(_ =>
        {
            MessageDispatcher dispatcher = ((ActorCell)Context).Dispatcher;
            Sender.Tell($"{Thread.CurrentThread.IsThreadPoolThread} {(dispatcher is ControlledDispatcher ? "controlled" : "other")}");
        });
    }
}
