namespace Smp.Traces;

/// <summary>A task that nobody will wake, in the words of kernel/hung_task.c (2.6.30 and later; earlier kernels say nothing).</summary>
internal static class HungTaskReport
{
    private const int TimeoutSeconds = 120;

    /// <summary>The lines of the report, a block for each hung task.</summary>
    internal static IEnumerable<string> Lines(Trace trace, TraceFinding finding, KernelVoice voice)
    {
        var agents = trace.Header.Agents;
        var hung = agents.Where(agent => agent.Name == finding.Subject || agent.Id == finding.Agent).ToList();
        if (hung.Count == 0)
        {
            hung = agents.Where(agent => agent is { IsStuck: true, IsDaemon: false, Kind: Machine.AgentKind.Task }).ToList();
        }

        if (hung.Count == 0)
        {
            yield return $"smp: {finding.Kind}: {finding.Message}";
        }

        foreach (var agent in hung)
        {
            yield return $"INFO: task {agent.Command}:{agent.Pid} blocked for more than {TimeoutSeconds} seconds.";
            if (voice.Generation == KernelGeneration.V68)
            {
                yield return $"      Tainted: G           OE      {voice.Release} #1";
            }

            yield return "\"echo 0 > /proc/sys/kernel/hung_task_timeout_secs\" disables this message.";
            yield return $"task:{agent.Command,-15} pid:{agent.Pid}";
            yield return "Call Trace:";
            foreach (string frame in Frames(trace, agent, voice))
            {
                yield return $" {frame}";
            }
        }
    }

    private static IEnumerable<string> Frames(Trace trace, TraceAgent agent, KernelVoice voice)
    {
        var last = trace.Steps.LastOrDefault(step => step.Agent == agent.Id);
        return last is null ? [$"{agent.Function} ({agent.File}:{agent.Line})"] : CallTrace.At(trace, last, voice);
    }
}
