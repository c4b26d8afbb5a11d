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
            : voice.Generation == KernelGeneration.V68 ? Warning(trace, step, voice)
            : ProcModules(trace, finding, voice);
    }

    private static IEnumerable<string> Warning(Trace trace, TraceStep step, KernelVoice voice)
    {
        var agent = trace.Header.Agents.FirstOrDefault(a => a.Id == step.Agent);
        string modules = string.Join(' ', trace.Steps.Select(s => s.Module).Where(name => name.Length != 0).Distinct());
        yield return "------------[ cut here ]------------";
        yield return $"WARNING: CPU: {step.Cpu} PID: {agent?.Pid} at kernel/module/main.c module_put";
        yield return $"Modules linked in: {modules}".TrimEnd();
        yield return $"CPU: {step.Cpu} PID: {agent?.Pid} Comm: {agent?.Command} Tainted: G           OE      {voice.Release} #1";
        yield return "RIP: 0010:module_put";
        yield return "Call Trace:";
        yield return " <TASK>";
        foreach (string frame in CallTrace.At(trace, step, voice))
        {
            yield return $" {frame}";
        }

        yield return " </TASK>";
        yield return "---[ end trace 0000000000000000 ]---";
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
