using Akka.TestKit.Xunit2;
using Smp.Actors;
using Smp.Exploration;

namespace Smp.AkkaHost.Tests.Stepped;

/// <summary>Messages arrive in the order of posting, whoever posted them: on Akka.NET as on the built-in host.</summary>
public sealed class OrderTests : TestKit
{
    [Theory]
    [InlineData("sleep/SLP-1")]
    [InlineData("sched/SCH-4")]
    [InlineData("syscall/SYS-3")]
    public void What_is_posted_is_received_in_that_order(string scenario)
    {
        using var stepped = Hosted.Subject(scenario, "S26", AkkaHosts.Stepped).Build();
        using var builtIn = Hosted.Subject(scenario, "S26", null).Build();
        var posted = new List<Message>();
        var delivered = new List<Message>();
        var host = stepped.Host();
        host.Passes = m =>
        {
            posted.Add(m);
            return true;
        };
        host.Tap = TestActor;
        ((ActorHost)builtIn.Host!).Delivered = delivered.Add;
        for (int seed = 0; seed < 5; seed++)
        {
            posted.Clear();
            delivered.Clear();
            Assert.Equal(Hosted.Line(builtIn, seed), Hosted.Line(stepped, seed));
            Assert.NotEmpty(posted);
            Assert.Equal(posted, ReceiveN(posted.Count).Cast<Message>());
            Assert.Equal(posted, delivered);
        }

        ExpectNoMsg(0);
    }

    [Fact]
    public void A_receiver_is_told_who_the_sender_is()
    {
        using var computer = Hosted.Stepped(stage => stage.Process("user", async p => await p.Open("/none")));
        var host = computer.Host();
        host.Tap = TestActor;
        computer.Run(new RandomStrategy(1));
        foreach (var message in ReceiveN(2).Cast<Message>())
        {
            // The tap's copy comes from the receiver itself.
            Assert.Equal(host.RefOf(message.To).Path.Name, host.NameOf(message.To).Replace(' ', '-').Replace('/', '-'));
        }

        Assert.Equal("process-user-1", LastSender.Path.Name);
    }
}
