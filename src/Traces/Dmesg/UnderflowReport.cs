using System.Globalization;

namespace Smp.Traces;

/// <summary>
/// A module whose reference count fell below zero. In 6.8 module_put warns; earlier kernels say nothing, but show it in
/// /proc/modules as the huge number that a reader of that file remembers.
/// </summary>
/// <remarks>kernel/module/main.c of 6.8 (module_put), kernel/panic.c (__warn); kernel/module.c of 2.6.11 (m_show).</remarks>
internal static class UnderflowReport
{
    /// <summary>The lines of the report.</summary>
    internal static IEnumerable<string> Lines(Trace trace, TraceFinding finding, KernelVoice voice)
    {
        var step = trace.Steps.LastOrDefault(s => s.Agent == finding.Agent);
        return step is null ? [$"smp: {finding.Message}"]
            : voice.Generation == KernelGeneration.V68 ? new WarnReport("", "kernel/module/main.c", "module_put").Lines(trace, finding, voice)
            : ProcModules(trace, finding, voice);
    }

    private static IEnumerable<string> ProcModules(Trace trace, TraceFinding finding, KernelVoice voice)
    {
        yield return $"smp: {voice.Release} itself says nothing; what it shows in /proc/modules is";
        if (finding.Module is not { } module)
        {
            yield return finding.Message;
            yield break;
        }

        // 2.0 has no state and no address, and its count is in the low bits of a word.
        string count = string.Create(CultureInfo.InvariantCulture, $"{(uint)module.References}");
        bool goes = trace.Steps.Any(s => s.Text.Contains($"{module.Name}: GOING", StringComparison.Ordinal));
        yield return voice.Generation == KernelGeneration.V20
            ? $"{module.Name} {module.Size} {module.References}"
            : $"{module.Name} {module.Size} {count} - {(goes ? "Unloading" : "Live")} 0x{module.Address}";
    }
}
