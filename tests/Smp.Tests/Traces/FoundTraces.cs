using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>Traces of what hunts find in the catalogue, each hunt made once.</summary>
internal static class FoundTraces
{
    private static readonly Lazy<IReadOnlyDictionary<string, Trace>> s_all = new(() => new[]
    {
        ("sleep/SLP-1", "S26"), ("sched/SCH-1", "S26"), ("sleep/SLP-2", "S26"), ("sleep/SLP-8", "S68"), ("syscall/SYS-7", "S26"),
        ("sched/SCH-2", "S26p"), ("sched/SCH-5", "B20"), ("classics/interrupt-counter", "S26p"), ("classics/wrong-lock", "S26p"),
        ("classics/lost-wakeup", "S26p"), ("sleep/SLP-13", "S26"),
    }.ToDictionary(pair => pair.Item1, pair => Find(pair.Item1, pair.Item2), StringComparer.Ordinal));

    /// <summary>Their scenarios.</summary>
    internal static TheoryData<string> Names => [.. s_all.Value.Keys];

    /// <summary>The trace found in a scenario.</summary>
    internal static Trace Of(string scenario) => s_all.Value[scenario];

    /// <summary>Those and the small ones.</summary>
    internal static IEnumerable<Trace> All()
        => s_all.Value.Values.Concat(
        [
            Sample.TwoOpeners(), Sample.TwoOpenersOnOneCpu(), Sample.SleepAndWake(), Sample.HungTask(), Sample.Wanderer(),
            Sample.Fault("S68", kernel => kernel.FreedHeap()), new Trace(Sample.Header("S26", 0), []),
        ]);

    private static Trace Find(string scenario, string environment)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find(environment)!);
        var finding = new Hunt(subject, new HuntOptions { Workers = 1, Notes = false }).Run().Findings[0];
        var header = new TraceHeader(scenario, environment, "source", "exhaustive", "1", "test", finding.Token.ToString()) { Cpus = 2 };
        return TraceBuilder.Build(finding.Recording, header, finding.Report);
    }
}
