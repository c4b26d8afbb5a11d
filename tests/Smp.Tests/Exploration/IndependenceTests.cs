using Smp.Exploration;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

/// <summary>
/// What partial-order reduction rests on: two neighbouring steps whose footprints do not conflict can be taken in either
/// order, with the same footprints and to the same end. Tried on random schedules of every scenario in every environment.
/// </summary>
public sealed class IndependenceTests(ITestOutputHelper output)
{
    private const int Schedules = 6;
    private const int SwapsPerSchedule = 12;

    public static TheoryData<string> Environments => [.. Smp.Kernel.Environments.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Environments))]
    public void Steps_without_a_conflict_commute(string environment)
    {
        var profile = Smp.Kernel.Environments.Find(environment)!;
        int swaps = 0;
        foreach (var scenario in new Catalogue().All.Where(s => s.Environments.Contains(profile)))
        {
            foreach (bool faults in (bool[])[false, true])
            {
                var subject = new ScenarioSubject(scenario, profile, faults);
                swaps += Try(subject);
            }
        }

        output.WriteLine($"{swaps} pairs swapped");
        Assert.True(swaps > 20);
    }

    [Fact]
    public void Steps_of_random_programs_without_a_conflict_commute()
    {
        int swaps = 0;
        for (int number = 0; number < 300; number++)
        {
            var program = ProgramGenerator.Draw(number);
            if (program.WatchesOrder)
            {
                // Its detector sees the linearisation: such a one forbids reduction.
                continue;
            }

            swaps += Try(new TestSubject(() => SmallComputer.Build(program)) { Scenario = program.ToString() });
        }

        output.WriteLine($"{swaps} pairs swapped");
        Assert.True(swaps > 1000);
    }

    private static int Try(ISubject subject)
    {
        var computer = subject.Build();
        computer.KeepStates = true;
        var strategy = new RandomStrategy(7);
        int swaps = 0;
        for (int k = 0; k < Schedules; k++)
        {
            strategy.Reseed(k);
            var values = new ValueLog(strategy);
            var recording = computer.Record(values);
            if (recording.Outcome == RunOutcome.TooLong)
            {
                continue;
            }

            var end = computer.StateIdentity();
            var steps = recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault).ToList();
            var candidates = Enumerable.Range(0, steps.Count - 1).Where(i => MaySwap(recording, steps, i)).ToList();
            int stride = Math.Max(1, candidates.Count / SwapsPerSchedule);
            for (int c = k % stride; c < candidates.Count; c += stride)
            {
                Swap(subject, computer, recording, steps, candidates[c], values.Of, end);
                swaps++;
            }
        }

        return swaps;
    }

    // A finding ends the run: the step that makes it depends on everything.
    private static bool MaySwap(Recording recording, List<Event> steps, int i)
        => steps[i].Agent != steps[i + 1].Agent
            && (i + 2 < steps.Count || recording.Outcome == RunOutcome.Ended)
            && !Footprint.Conflict(recording.Footprints[i], recording.Footprints[i + 1]);

    private static void Swap(
        ISubject subject, Computer computer, Recording recording, List<Event> steps, int i, IReadOnlyDictionary<int, Queue<int>> values, Identity end)
    {
        var agents = steps.Select(s => s.Agent).ToArray();
        (agents[i], agents[i + 1]) = (agents[i + 1], agents[i]);
        var order = new AgentOrder(agents, values.ToDictionary(v => v.Key, v => new Queue<int>(v.Value)));
        var swapped = computer.Record(order);
        string where = $"{subject.Scenario} {subject.Environment} {subject.Granularity}: steps {i + 1} {Text(recording, steps[i], recording.Footprints[i])}\n"
            + $" and {i + 2} {Text(recording, steps[i + 1], recording.Footprints[i + 1])}";
        bool looked = swapped.Finding?.Detector is "never" or "order" || recording.Finding?.Detector is "never" or "order";
        if (looked)
        {
            // A clause that holds between the two: it is what the reduced search adds to footprints.
            return;
        }

        Assert.True(order.Fits, $"cannot be swapped: {where}");
        Assert.True(recording.Outcome == swapped.Outcome, $"{recording.Outcome} and {swapped.Outcome} '{swapped.Finding?.Message}': {where}");
        var again = swapped.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault).ToList();
        Assert.True(Same(recording.Footprints[i], swapped.Footprints[i + 1]), $"another footprint when swapped: {where}\n now {Text(swapped, again[i + 1], swapped.Footprints[i + 1])}");
        Assert.True(Same(recording.Footprints[i + 1], swapped.Footprints[i]), $"another footprint when swapped: {where}\n now {Text(swapped, again[i], swapped.Footprints[i])}");
        Assert.True(end == computer.StateIdentity(), $"another end: {where}");
    }

    private static bool Same(Access[] left, Access[] right) => left.Distinct().ToHashSet().SetEquals(right);

    private static string Text(Recording recording, Event e, Access[] footprint)
        => $"{recording.Agents[e.Agent].Name} {e.Operation} {recording.NameOf(e.Object)} ({e.Site}): "
            + string.Join(" ", footprint.Distinct().Select(a => $"{(a.IsWrite ? "W" : "R")} {(a.Object.Value < 0 ? $"agent{a.Object.Value}" : recording.NameOf(a.Object))}"));

    /// <summary>Keeps who chose which value.</summary>
    private sealed class ValueLog(IStrategy inner) : IStrategy
    {
        private Computer _computer = null!;

        internal Dictionary<int, Queue<int>> Of { get; } = [];

        public void BeginExecution(Computer computer)
        {
            _computer = computer;
            inner.BeginExecution(computer);
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => inner.NextAgent(enabled, current);

        public int NextValue(int count)
        {
            int value = inner.NextValue(count);
            if (!Of.TryGetValue(_computer.Current, out var queue))
            {
                Of[_computer.Current] = queue = new Queue<int>();
            }

            queue.Enqueue(value);
            return value;
        }
    }
}
