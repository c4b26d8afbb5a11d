using Smp.Exploration;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

/// <summary>
/// A step that enables or disables another agent conflicts with what is known of that agent's next step: whether an agent
/// can step is a function of what <see cref="Computer.NotePending"/> says its step depends on. Tried on random schedules.
/// </summary>
public sealed class PendingFootprintTests(ITestOutputHelper output)
{
    public static TheoryData<string> Environments => [.. Smp.Kernel.Environments.All.Select(e => e.Name)];

    [Fact]
    public void Who_enables_or_disables_an_agent_of_a_random_program_conflicts_with_its_next_step()
    {
        int changes = 0;
        for (int number = 0; number < 1000; number++)
        {
            var program = ProgramGenerator.Draw(number);
            changes += Try(SmallComputer.Build(program), program.ToString(), schedules: 4);
        }

        output.WriteLine($"{changes} changes");
        Assert.True(changes > 2000);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Who_enables_or_disables_an_agent_of_a_scenario_conflicts_with_its_next_step(string environment)
    {
        var profile = Smp.Kernel.Environments.Find(environment)!;
        int changes = 0;
        foreach (var scenario in new Catalogue().All.Where(s => s.Environments.Contains(profile)))
        {
            var subject = new ScenarioSubject(scenario, profile);
            changes += Try(subject.Build(), $"{subject.Scenario} {environment}", schedules: 3);
        }

        output.WriteLine($"{changes} changes");
        Assert.True(changes > 100);
    }

    private static int Try(Computer computer, string what, int schedules)
    {
        computer.TrackFootprints = true;
        var watch = new Watch(what);
        for (int k = 0; k < schedules; k++)
        {
            watch.Reseed(k);
            computer.Run(watch);
        }

        return watch.Changes;
    }

    private sealed class Watch(string what) : IStrategy, IStepObserver
    {
        private readonly RandomStrategy _random = new(11);
        private Computer _computer = null!;
        private Access[][] _pending = [];
        private bool[] _enabled = [];
        private Access[] _step = [];
        private int _stepped;

        internal int Changes { get; private set; }

        public bool AsksAlways => true;

        internal void Reseed(int k) => _random.Reseed(k);

        public void BeginExecution(Computer computer)
        {
            _computer = computer;
            _stepped = -1;
            _pending = new Access[computer.Agents.Count][];
            _enabled = new bool[computer.Agents.Count];
            _random.BeginExecution(computer);
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
        {
            var now = new bool[_enabled.Length];
            foreach (var pending in enabled)
            {
                now[pending.Agent] = true;
            }

            for (int agent = 0; agent < now.Length; agent++)
            {
                _computer.NotePending(agent);
                var footprint = _computer.Footprint.Items.ToArray();
                if (_stepped >= 0 && agent != _stepped && now[agent] != _enabled[agent])
                {
                    Changes++;
                    Assert.True(
                        Footprint.Conflict(_step, _pending[agent]) || (now[agent] && Footprint.Conflict(_step, footprint)),
                        $"{what}: step {_computer.Steps} of {_computer.Agents[_stepped].Name} made {_computer.Agents[agent].Name} {_computer.Describe(agent)}, which no object of its footprint shows");
                }

                _pending[agent] = footprint;
            }

            _enabled = now;
            return enabled.Length == 1 ? 0 : _random.NextAgent(enabled, current);
        }

        public int NextValue(int count) => _random.NextValue(count);

        public void OnStep(Computer computer, int agent)
        {
            _step = computer.Footprint.Items.ToArray();
            _stepped = agent;
        }
    }
}
