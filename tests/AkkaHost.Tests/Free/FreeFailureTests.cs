using Akka.Actor;
using Smp.Actors;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.AkkaHost.Tests.Free;

/// <summary>What comes of a race in which something fails.</summary>
public sealed class FreeFailureTests
{
    [Fact]
    public void Failing_code_ends_the_hunt_with_the_same_error_as_on_the_built_in_host()
    {
        // It fails in every schedule, at the same step of the same agent.
        static void Fails(Scenarios.Stage stage)
        {
            var x = stage.KernelInt("x");
            stage.KernelThread("thread", async () =>
            {
                await x.Store(1);
                throw new InvalidOperationException("broken");
            });
        }

        var options = new HuntOptions { Schedules = 3, Notes = false };
        var there = new Hunt(Hosted.Subject(Fails, "S26", null), options with { Strategy = HuntOptions.Random }).Run();
        var here = new Hunt(Hosted.Subject(Fails, "S26", AkkaHosts.FreeHosting), options with { Engine = AkkaHosts.Free }).Run();
        Assert.Equal((Verdict.Error, Verdict.Error), (there.Verdict, here.Verdict));
        Assert.Contains("broken (FreeFailureTests.cs:", there.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(there.ErrorMessage!.Replace("random", "free", StringComparison.Ordinal), here.ErrorMessage);
    }

    /// <summary>While one fails another waits for the permission to step: it must not get it, nor the blame.</summary>
    [Fact]
    public void Nobody_steps_after_an_agent_that_has_failed_and_nobody_else_is_blamed()
    {
        static void Fails(Scenarios.Stage stage)
        {
            var x = stage.KernelInt("x");
            var y = stage.KernelInt("y");
            stage.KernelThread("thrower", async () =>
            {
                await y.Store(1);
                await y.Store(2);
                throw new InvalidOperationException("broken");
            });
            stage.KernelThread("other", async () =>
            {
                for (int i = 0; i < 40; i++)
                {
                    await x.Store(i);
                }
            });
        }

        using var computer = Hosted.Subject(Fails, "S26p", AkkaHosts.FreeHosting).Build();
        var host = (FreeHost)computer.Host!;
        for (int i = 0; i < 3000; i++)
        {
            computer.BeginStepwise(new RandomStrategy(1));
            var failure = computer.FailStepwise(Assert.Throws<InvalidOperationException>(() => host.Race(n => n - 1)));
            Assert.StartsWith("thrower: broken (FreeFailureTests.cs:", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_actor_that_goes_in_the_middle_of_a_race_ends_it_and_the_next_one_has_new_ones()
    {
        using var computer = Hosted.Subject("sleep/SLP-1.fixed", "S26", AkkaHosts.FreeHosting).Build();
        var host = (FreeHost)computer.Host!;
        for (int i = 0; i < 20; i++)
        {
            // The race may be over before the actor is: then the next one is told.
            var met = Race(computer, host, PoisonPill.Instance);
            for (int again = 0; met is null && again < 1000; again++)
            {
                met = Race(computer, host, null);
            }

            var error = Assert.IsType<MachineException>(met);
            Assert.True(
                error.Message.Contains("cpu1 has stopped", StringComparison.Ordinal) || error.Message.Contains("dead letter", StringComparison.Ordinal),
                error.Message);
            Assert.Null(Race(computer, host, null));
        }
    }

    [Fact]
    public void Free_runs_want_a_host_with_threads()
    {
        var options = new HuntOptions { Engine = AkkaHosts.Free, Schedules = 1, Notes = false };
        foreach (var hosting in (IHosting?[])[null, AkkaHosts.Stepped])
        {
            var result = new Hunt(Hosted.Subject("sleep/SLP-1", "S26", hosting), options).Run();
            Assert.Equal(Verdict.Error, result.Verdict);
            Assert.Contains("AkkaHosts.FreeHosting", result.ErrorMessage, StringComparison.Ordinal);
        }
    }

    private static Exception? Race(Computer computer, FreeHost host, object? forCpu1)
    {
        computer.BeginStepwise(new RandomStrategy(1));
        var cpu = Hosted.Child(computer, "cpu1");
        int asked = 0;
        try
        {
            host.Race(n =>
            {
                if (forCpu1 is not null && ++asked == 10)
                {
                    cpu.Tell(forCpu1);
                }

                return n - 1;
            });
        }
        catch (MachineException e)
        {
            return computer.FailStepwise(e);
        }

        Assert.Equal(RunOutcome.Ended, computer.EndStepwise());
        return null;
    }
}
