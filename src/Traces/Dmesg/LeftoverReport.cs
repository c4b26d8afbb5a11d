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
        var agent = trace.Header.Agents.FirstOrDefault(a => a.Id == finding.Agent);
        yield return Widened(finding.Message, voice);
        yield return $"WARNING: CPU: {step?.Cpu ?? 0} PID: {agent?.Pid} at lib/debugobjects.c debug_print_object";
        yield return $"CPU: {step?.Cpu ?? 0} PID: {agent?.Pid} Comm: {agent?.Command} Tainted: G           OE      {voice.Release} #1";
        yield return "RIP: 0010:debug_print_object";
        yield return "Call Trace:";
        yield return " <TASK>";
        foreach (string frame in step is null ? [] : CallTrace.At(trace, step, voice))
        {
            yield return $" {frame}";
        }

        yield return " </TASK>";
        yield return "---[ end trace 0000000000000000 ]---";
    }

    // The machine has 32-bit addresses: they are made as wide as this kernel's.
    private static string Widened(string message, KernelVoice voice)
    {
        const string Before = "object: ";
        const int Digits = 8;
        int at = message.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return at < Before.Length || at + Digits > message.Length ? message : message[..at] + voice.Address(message[at..(at + Digits)]) + message[(at + Digits)..];
    }
}
