using Akka.Actor;
using Smp.Actors;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.AkkaHost.Tests;

/// <summary>Runs leave nothing behind: no actor, no thread, no actor system.</summary>
[Collection("alone")]
public sealed class LeftoverTests
{
    [Fact]
    public void A_thousand_stepped_runs_leave_no_actor_and_no_thread()
    {
        using var computer = Hosted.Subject("sleep/SLP-1.fixed", "S26", AkkaHosts.Stepped).Build();
        Run(computer, 50);
        Check(computer, () => Run(computer, 1000));
    }

    [Fact]
    public void Free_runs_leave_no_actor_and_no_thread()
    {
        using var computer = Hosted.Subject("sleep/SLP-1.fixed", "S26", AkkaHosts.FreeHosting).Build();
        var host = (FreeHost)computer.Host!;
        Race(50);
        Check(computer, () => Race(200));

        void Race(int runs)
        {
            for (int i = 0; i < runs; i++)
            {
                computer.BeginStepwise(new RandomStrategy((ulong)i));
                host.Race(n => n - 1);
                Assert.Equal(RunOutcome.Ended, computer.EndStepwise());
            }
        }
    }

    [Fact]
    public void Computers_that_are_disposed_leave_no_thread()
    {
        Build();
        int threads = Threads();
        for (int i = 0; i < 20; i++)
        {
            Build();
        }

        // Of the thread pool, which all share, there may be one more or less.
        Assert.True(Settled(() => Threads() <= threads + 8), $"{Threads()} threads, {threads} before");

        static void Build()
        {
            foreach (var hosting in (IHosting[])[AkkaHosts.Stepped!, AkkaHosts.FreeHosting!])
            {
                var computer = Hosted.Subject("sleep/SLP-1.fixed", "S26", hosting).Build();
                computer.Run(new RandomStrategy(1));
                var host = (SupervisedHost)computer.Host!;
                var child = host.RefOf(0);
                computer.Dispose();
                Assert.True(host.System.WhenTerminated.IsCompletedSuccessfully);
                Assert.True(((ActorRefWithCell)child).Underlying.IsTerminated);
                Assert.Equal(0, host.DeadLetters);
                computer.Dispose();
            }
        }
    }

    private static void Check(Computer computer, Action runs)
    {
        var host = (SupervisedHost)computer.Host!;
        int children = Children(computer);
        int threads = Threads();
        runs();
        Assert.Equal(children, Children(computer));

        // The thread pool comes and goes with the load of the machine; a thread left behind by each run would be hundreds.
        Assert.True(Settled(() => Threads() <= threads + 8), $"{Threads()} threads, {threads} before");
        Assert.Equal(0, host.DeadLetters);
    }

    private static void Run(Computer computer, int runs)
    {
        for (int i = 0; i < runs; i++)
        {
            Assert.Equal(RunOutcome.Ended, computer.Run(new RandomStrategy((ulong)i)));
        }
    }

    private static int Children(Computer computer) => ((ActorRefWithCell)Hosted.Child(computer, "")).Children.Count();

    private static int Threads()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    private static bool Settled(Func<bool> holds) => SpinWait.SpinUntil(holds, TimeSpan.FromSeconds(40));
}

/// <summary>Tests that count what the whole process has run alone.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;
