using Smp.Scenarios;

namespace Smp.Bench;

/// <summary>The programs of <c>smp bench</c>, by name.</summary>
internal static class Programs
{
    internal static Scenario Find(string name) => name switch
    {
        "lost-update" => CounterScenarios.Bare,
        "lost-update-syscall" => CounterScenarios.ThroughSyscalls,
        _ => new Catalogue().Find("sleep/SLP-1")!,
    };
}
