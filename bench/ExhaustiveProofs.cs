using BenchmarkDotNet.Attributes;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Bench;

/// <summary>A whole proof: the corrected twin of sleep.c, every interleaving up to known states.</summary>
[MemoryDiagnoser]
public class ExhaustiveProofs
{
    /// <summary>The environment.</summary>
    [Params("UP", "B20", "S26")]
    public string Environment { get; set; } = "S26";

    /// <summary>The search, with the building of its computer.</summary>
    [Benchmark]
    public HuntResult Proof()
    {
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1.fixed")!, Environments.Find(Environment)!);
        return new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1 }).Run(null, CancellationToken.None);
    }
}
