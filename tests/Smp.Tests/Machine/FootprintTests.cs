using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Machine;

/// <summary>Footprints: what a step touched, and what it depends on without touching it.</summary>
public sealed class FootprintTests
{
    [Fact]
    public void Two_steps_conflict_if_they_share_a_word_and_one_writes_it()
    {
        Access[] read = [new(new Address(0x1000), false)];
        Access[] write = [new(new Address(0x1000), true)];
        Access[] elsewhere = [new(new Address(0x1008), true)];
        Assert.False(Footprint.Conflict(read, read));
        Assert.True(Footprint.Conflict(read, write));
        Assert.True(Footprint.Conflict(write, write));
        Assert.False(Footprint.Conflict(write, elsewhere));
    }

    [Fact]
    public void Two_loads_of_one_variable_are_independent_and_a_store_is_not()
    {
        var steps = Steps("sleep/SLP-1");
        var loads = steps.Where(s => s.Event.Operation == Operation.Load && s.Event.Agent == 0).ToList();
        var store = steps.First(s => s.Event.Operation == Operation.Store && s.Event.Agent == 1);
        var load = loads.First(s => s.Event.Object == store.Event.Object);
        var otherLoad = steps.First(s => s.Event.Operation == Operation.Load && s.Event.Agent == 1 && s.Event.Object == store.Event.Object);
        Assert.True(Footprint.Conflict(load.Footprint, store.Footprint));
        Assert.False(Footprint.Conflict(load.Footprint, otherLoad.Footprint));
    }

    [Fact]
    public void A_wake_up_conflicts_with_the_next_step_of_the_sleeper()
    {
        for (ulong seed = 0; ; seed++)
        {
            Assert.True(seed < 1000, "no schedule in which a sleeper is woken");
            var steps = Steps("sleep/SLP-1.fixed", seed);
            int wake = steps.FindIndex(s => s.Event.Operation == Operation.Wake && s.Event.Value == 1);
            if (wake < 0)
            {
                continue;
            }

            var next = steps.Skip(wake + 1).First(s => s.Event.Agent != steps[wake].Event.Agent);
            Assert.Equal(Operation.Wait, next.Event.Operation);
            Assert.True(Footprint.Conflict(steps[wake].Footprint, next.Footprint));
            return;
        }
    }

    [Fact]
    public void Every_step_in_module_text_reads_the_text()
    {
        foreach (var (step, footprint) in Steps("sleep/SLP-1").Where(s => !s.Event.InModule.IsNull))
        {
            Assert.Contains(new Access(step.InModule, false), footprint);
        }
    }

    [Fact]
    public void Unloading_a_module_conflicts_with_every_step_in_it()
    {
        var subject = new ScenarioSubject(
            new Scenario("test/unload", "", stage =>
            {
                stage.Load(k => new Smp.Modules.Sleep(k));
                stage.Process("cat", async p => await p.Close(await p.Open("/proc/sleep")));
                stage.Process("rmmod", async p => await p.Rmmod("sleep"));
            }),
            Environments.Find("U0")!);
        for (ulong seed = 0; ; seed++)
        {
            Assert.True(seed < 1000, "no schedule in which the module goes after it was used");
            var steps = Steps(subject, seed);
            int unload = steps.FindIndex(s => s.Event.Site.Function == "sys_delete_module" && s.Footprint.Any(a => a.IsWrite && steps.Any(i => i.Event.InModule == a.Object)));
            if (unload < 0)
            {
                continue;
            }

            Assert.All(steps.Where(s => !s.Event.InModule.IsNull), s => Assert.True(Footprint.Conflict(s.Footprint, steps[unload].Footprint)));
            return;
        }
    }

    private static List<(Event Event, Access[] Footprint)> Steps(string scenario, ulong seed = 1)
        => Steps(new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find("S26")!), seed);

    private static List<(Event Event, Access[] Footprint)> Steps(ScenarioSubject subject, ulong seed)
    {
        var recording = subject.Build().Record(new RandomStrategy(seed));
        return [.. recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault).Zip(recording.Footprints)];
    }
}
