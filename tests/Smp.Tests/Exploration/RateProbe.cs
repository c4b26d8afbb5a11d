using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;
namespace Smp.Tests.Exploration;
public sealed class RateProbe(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rate(bool prune)
    {
        for (int turn = 0; turn < 3; turn++)
        {
            var computer = Long(3, 12);
            var search = new DepthFirst(prune);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            while (!search.IsFinished && clock.ElapsedMilliseconds < 3000) for (int i = 0; i < 16 && !search.IsFinished; i++) search.RunNext(computer);
            double s = clock.Elapsed.TotalSeconds;
            output.WriteLine($"{search.Schedules} schedules {search.Complete} complete {search.States} states {search.Steps} steps: {search.Schedules / s:0}/s {search.States / s:0} states/s {search.Steps / s:0} steps/s finished {search.IsFinished}");
        }
    }

    [Fact]
    public void Bench()
    {
        for (int i = 0; i < 4; i++) output.WriteLine(Throughput.Measure("lost-update", LostUpdate.Build(), 1, TimeSpan.FromSeconds(2)).ToString());
        output.WriteLine(Throughput.Measure("long", Long(3, 12), 1, TimeSpan.FromSeconds(2)).ToString());
    }

    private static Computer Long(int contexts, int steps)
    {
        var computer = new Computer();
        var x = new Shared<int>[contexts + 1];
        for (int i = 0; i < x.Length; i++) x[i] = new Shared<int>(computer, computer.Memory.Allocate(4, $"x{i}", RegionKind.ModuleData));
        for (int i = 0; i < contexts; i++) { int a = i; computer.AddAgent($"t{i}", AgentKind.Task, i, () => Body(a)); }
        computer.Seal();
        return computer;
        async KTask Body(int a)
        {
            for (int i = 0; i < steps / 2; i++)
            {
                int v = await x[i % 3 == 0 ? contexts : a].Load();
                await x[i % 3 == 1 ? contexts : a].Store(v + 1);
            }
        }
    }
}
