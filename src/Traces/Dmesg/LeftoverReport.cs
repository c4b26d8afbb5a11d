namespace Smp.Traces;

/// <summary>An armed object that was freed, in the words of lib/debugobjects.c (2.6.26 and later; earlier kernels say nothing).</summary>
internal static class LeftoverReport
{
    /// <summary>The lines of the report.</summary>
    internal static IEnumerable<string> Lines(Trace trace, TraceFinding finding, KernelVoice voice)
    {
        var step = trace.Steps.LastOrDefault(s => s.Agent == finding.Agent);
        if (voice.Generation != KernelGeneration.V68)
        {
            yield return $"smp: {voice.Release} itself does not notice what was left behind";
            yield return finding.Message;
            yield break;
        }

        yield return "------------[ cut here ]------------";
        yield return finding.Message;
        yield return "WARNING: CPU: " + $"{step?.Cpu ?? 0} at lib/debugobjects.c debug_print_object";
        foreach (string frame in step is null ? [] : CallTrace.At(trace, step, voice))
        {
            yield return $" {frame}";
        }

        yield return "---[ end trace 0000000000000000 ]---";
    }
}
