using Smp.Machine;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

public sealed class DebugTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(3163)]
    public void Show(int number)
    {
        var program = ReductionTests.Draw(number).Program;
        var computer = SmallComputer.Build(program);
        var recording = computer.Record(new First());
        int i = 0;
        foreach (var e in recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault))
        {
            output.WriteLine($"{e.Step} {recording.Agents[e.Agent].Name} {e.Operation} {recording.NameOf(e.Object)} = {e.Value}: " + string.Join(" ", recording.Footprints[i++].Select(a => $"{(a.IsWrite ? "W" : "R")}{(a.IsGive ? "give" : "")}{(a.IsTake ? "take" : "")} {(a.Object.Value < 0 ? $"agent{a.Object.Value}" : recording.NameOf(a.Object))}")));
        }

        output.WriteLine($"{recording.Outcome} {string.Join(" ", recording.Blocked)}");
        Reduced.All(SmallComputer.Build(program), complete: c => output.WriteLine($"{c.Finding?.Message} [{string.Join(" ", c.Choices.Items.ToArray())}]"));
        var all = Explored.All(SmallComputer.Build(program), prune: false)!;
        output.WriteLine($"{all.FinalStates.Count}");
    }

    private sealed class First : IStrategy
    {
        public void BeginExecution(Computer computer)
        {
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => Math.Max(current, 0);

        public int NextValue(int count) => 0;
    }
}
