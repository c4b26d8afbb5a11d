using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>What stands around each step of a trace: who could have taken it, what it changed, what came before it.</summary>
public sealed class StepStateTests
{
    [Fact]
    public void The_changes_of_all_steps_lead_from_what_memory_held_to_what_the_scenario_counted()
    {
        var trace = TwoOpeners();
        long[] memory = [.. trace.Header.Memory.Select(word => word.Value)];
        foreach (var change in trace.Steps.SelectMany(step => step.Changes))
        {
            Assert.NotEqual(memory[change.Word], change.Value);
            memory[change.Word] = change.Value;
        }

        Assert.Equal(2, Of("holders"));
        Assert.Equal(1, Of("Already_Open"));

        long Of(string name) => memory[trace.Header.Memory.Select((word, i) => (word, i)).Single(pair => pair.word.Name == name).i];
    }

    [Fact]
    public void A_store_changes_the_word_it_stores_to_and_a_store_of_what_is_there_changes_nothing()
    {
        var trace = TwoOpeners();
        var stores = trace.Steps.Where(step => step.Operation == Operation.Store && step.Object == "Already_Open").ToList();

        Assert.Equal("Already_Open", trace.Header.Memory[Assert.Single(stores[0].Changes).Word].Name);
        Assert.Empty(stores[1].Changes);
    }

    [Fact]
    public void Who_stepped_could_step_and_as_many_could_as_the_trace_counts()
        => Assert.All(TwoOpeners().Steps, step =>
        {
            Assert.Contains(step.Agent, step.Runnable);
            Assert.Equal(step.Enabled, step.Runnable.Count);
        });

    [Fact]
    public void Racing_steps_have_clocks_in_the_order_of_their_accesses_and_independent_ones_in_none()
    {
        var trace = TwoOpeners();
        var steps = trace.Steps.ToList();
        var cat = steps.First(step => step.Operation == Operation.Load && step.Object == "Already_Open");
        var tail = steps.First(step => step.Operation == Operation.Store && step.Object == "Already_Open");

        Assert.NotEqual(cat.Agent, tail.Agent);
        Assert.True(tail.Clock[cat.Agent] >= cat.Clock[cat.Agent], "who changes what was read comes after the reader");
        Assert.Equal(0, steps[0].Clock[tail.Agent]);
        Assert.All(steps.GroupBy(step => step.Agent), own => Assert.Equal(Enumerable.Range(1, own.Count()), own.Select(step => step.Clock[own.Key])));
    }

    [Theory]
    [InlineData("sleep/SLP-1", 5)]
    [InlineData("sched/SCH-1", 5)]
    [InlineData("syscall/SYS-3", 5)]
    [InlineData("kbleds/KBL-1", 5)]
    public void A_lecturer_has_something_to_say_and_the_last_of_it_at_the_finding(string scenario, int least)
    {
        var steps = Found(scenario).Steps.ToList();

        Assert.InRange(steps.Count(step => step.Note.Length != 0), least, steps.Count);
        Assert.NotEmpty(steps[^1].Note);
    }

    [Fact]
    public void A_passing_run_has_nothing_to_say_of_a_finding()
    {
        var result = Hunt("sleep/SLP-1");
        var passing = FoundTrace.Passing(result.Findings[0], result.Findings[0].Passing!);

        Assert.DoesNotContain("Both have the file", passing.Steps.Last().Note, StringComparison.Ordinal);
        Assert.All(passing.Beside.OfType<TraceStep>(), step => Assert.Empty(step.Changes));
    }

    [Fact]
    public void The_module_is_there_to_be_read()
    {
        var source = Assert.Single(TwoOpeners().Sources);

        Assert.Equal("Sleep.cs", source.File);
        Assert.Contains(source.Lines, line => line.Contains("_alreadyOpen.Store(1)", StringComparison.Ordinal));
    }

    private static Trace TwoOpeners() => Found("sleep/SLP-1");

    private static Trace Found(string scenario)
    {
        var result = Hunt(scenario);
        return FoundTrace.Of(result, result.Findings[0]);
    }

    private static HuntResult Hunt(string scenario)
        => new Hunt(new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find("S26")!), new HuntOptions { Workers = 1, Notes = false }).Run();
}
