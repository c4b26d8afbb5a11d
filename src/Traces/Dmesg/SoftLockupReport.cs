namespace Smp.Traces;

/// <summary>
/// A task that does not give its CPU away, in the words of kernel/watchdog.c (kernel/softlockup.c since 2.6.13; earlier
/// kernels say nothing, which is noted).
/// </summary>
internal static class SoftLockupReport
{
    // Twice watchdog_thresh. Steps are not seconds: the watchdog would have to wait that long.
    private const int TimeoutSeconds = 20;

    /// <summary>The lines of the report.</summary>
    internal static IEnumerable<string> Lines(Trace trace, TraceFinding finding, KernelVoice voice)
    {
        var agent = trace.Header.Agents.FirstOrDefault(a => a.Id == finding.Agent);
        var step = trace.Steps.LastOrDefault(s => s.Agent == finding.Agent);
        if (agent is null || step is null)
        {
            yield return $"smp: {finding.Kind}: {finding.Message}";
            yield break;
        }

        bool modern = voice.Generation == KernelGeneration.V68;
        string modules = string.Join(' ', trace.Steps.Select(s => s.Module).Where(name => name.Length != 0).Distinct());
        yield return $"{(modern ? "watchdog: " : "")}BUG: soft lockup - CPU#{step.Cpu} stuck for {TimeoutSeconds}s! [{agent.Command}:{agent.Pid}]";
        if (modern)
        {
            yield return $"Modules linked in: {modules}".TrimEnd();
            yield return $"CPU: {step.Cpu} PID: {agent.Pid} Comm: {agent.Command} Tainted: G           OE      {voice.Release} #1";
        }
        else
        {
            yield return $"smp: {voice.Release} itself has no watchdog for this";
        }

        yield return modern ? "Call Trace:\n <TASK>" : "Call Trace:";
        foreach (string frame in CallTrace.At(trace, step, voice))
        {
            yield return $" {frame}";
        }

        if (modern)
        {
            yield return " </TASK>";
        }
    }
}
