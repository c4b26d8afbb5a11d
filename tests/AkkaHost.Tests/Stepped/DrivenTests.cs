using Smp.Exploration;
using Smp.Machine;

namespace Smp.AkkaHost.Tests.Stepped;

/// <summary>A computer on the stepped host, used as engines use it.</summary>
public sealed class DrivenTests
{
    [Theory]
    [InlineData("sleep/SLP-1")]
    [InlineData("sched/SCH-4")]
    [InlineData("syscall/SYS-3.fixed")]
    public void Each_step_may_be_granted_by_another_thread(string scenario)
    {
        using var builtIn = Hosted.Subject(scenario, "S26", null).Build();
        using var stepped = Hosted.Subject(scenario, "S26", AkkaHosts.Stepped).Build();
        for (ulong seed = 0; seed < 10; seed++)
        {
            Assert.Equal(Drive(builtIn, seed, threads: 1), Drive(stepped, seed, threads: 3));
        }
    }

    [Theory]
    [InlineData("sleep/SLP-6.fixed", "U0")]
    [InlineData("sleep/SLP-13.fixed", "S26")]
    [InlineData("syscall/SYS-11", "S26")]
    public void A_complete_search_is_the_same(string scenario, string environment)
    {
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false, KeepGoing = true };
        var builtIn = new Hunt(Hosted.Subject(scenario, environment, null), options).Run();
        var stepped = new Hunt(Hosted.Subject(scenario, environment, AkkaHosts.Stepped), options).Run();
        Assert.Equal(("smp", "akka"), (builtIn.Host, stepped.Host));
        Assert.Equal(Figures(builtIn), Figures(stepped));
        Assert.Equal(builtIn.Findings.Select(f => f.Token.ToString()), stepped.Findings.Select(f => f.Token.ToString()));
    }

    [Fact]
    public void A_token_of_this_host_replays_on_the_other_and_the_other_way_round()
    {
        var builtIn = Hosted.Subject("sleep/SLP-2", "S26", null);
        var stepped = Hosted.Subject("sleep/SLP-2", "S26", AkkaHosts.Stepped);
        var options = new HuntOptions { Strategy = HuntOptions.Random, Workers = 1, Notes = false };
        var there = new Hunt(builtIn, options).Run().Findings.Single();
        var here = new Hunt(stepped, options).Run().Findings.Single();
        Assert.Equal(there.Token.ToString(), here.Token.ToString());
        foreach (var subject in (ISubject[])[builtIn, stepped])
        {
            var replay = Replay.Run(subject, here.Token);
            Assert.Equal((ReplayOutcome.Reproduced, true), (replay.Outcome, replay.EventHashMatches));
        }
    }

    private static (Verdict Verdict, long Schedules, long States, long Steps, int Findings) Figures(HuntResult result)
        => (result.Verdict, result.Schedules, result.States, result.Steps, result.Findings.Count);

    /// <summary>A run whose agents a generator picks, its steps taken by so many threads in turn.</summary>
    private static string Drive(Computer computer, ulong seed, int threads)
    {
        using var turns = new Turns(threads);
        var numbers = SplitMix64.OfSchedule(seed, 0);
        computer.KeepEventHash = true;
        computer.BeginStepwise(new RandomStrategy(seed));
        while (!computer.IsOver)
        {
            var able = computer.Agents.Where(a => computer.CanStep(a.Id)).ToList();
            int agent = able[numbers.Below(able.Count)].Id;
            turns.Take(() => computer.Step(agent));
        }

        var outcome = computer.EndStepwise();
        return $"{outcome} {computer.Steps} {computer.EventHash:x16} {string.Join(',', computer.Choices.Items.ToArray())}";
    }

    /// <summary>Threads that take turns; with one, the caller's own.</summary>
    private sealed class Turns : IDisposable
    {
        private readonly List<Thread> _threads = [];
        private readonly SemaphoreSlim[] _go;
        private readonly SemaphoreSlim _done = new(0);
        private Action? _work;
        private Exception? _error;
        private int _next;

        internal Turns(int threads)
        {
            _go = [.. Enumerable.Range(0, threads > 1 ? threads : 0).Select(_ => new SemaphoreSlim(0))];
            foreach (var go in _go)
            {
                var thread = new Thread(() => Serve(go)) { IsBackground = true };
                thread.Start();
                _threads.Add(thread);
            }
        }

        public void Dispose()
        {
            _work = null;
            foreach (var go in _go)
            {
                go.Release();
            }

            _threads.ForEach(t => t.Join());
        }

        internal void Take(Action work)
        {
            if (_go.Length == 0)
            {
                work();
                return;
            }

            _work = work;
            _go[_next++ % _go.Length].Release();
            _done.Wait();
            if (_error is not null)
            {
                throw _error;
            }
        }

        private void Serve(SemaphoreSlim go)
        {
            for (go.Wait(); _work is { } work; go.Wait())
            {
                try
                {
                    work();
                }
                catch (MachineException e)
                {
                    _error = e;
                }

                _done.Release();
            }
        }
    }
}
