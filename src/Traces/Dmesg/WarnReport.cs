namespace Smp.Traces;

/// <summary>A warning or a BUG of 6.8 (kernel/panic.c, __warn; lib/bug.c, report_bug).</summary>
/// <param name="Text">What it says before the line that every warning has; empty for nothing.</param>
/// <param name="File">The kernel's file that has it.</param>
/// <param name="Function">And the function.</param>
/// <param name="IsBug">Whether it is a BUG: the task does not go on.</param>
internal sealed record WarnReport(string Text, string File, string Function, bool IsBug = false)
{
    /// <summary>The report of a finding that is one of these; null for all others.</summary>
    internal static WarnReport? Of(TraceFinding finding) => finding switch
    {
        { Fault: not null } => null,
        { Kind: "out-of-bounds" } => new WarnReport(finding.Message, "mm/maccess.c", "__copy_overflow"),
        { Kind: "kernel-bug" } => new WarnReport("", "kernel/module/main.c", "try_release_module_ref", IsBug: true),
        _ => null,
    };

    /// <summary>The lines of the report.</summary>
    internal IEnumerable<string> Lines(Trace trace, TraceFinding finding, KernelVoice voice)
    {
        var step = trace.Steps.LastOrDefault(s => s.Agent == finding.Agent);
        var agent = trace.Header.Agents.FirstOrDefault(a => a.Id == finding.Agent);
        string modules = string.Join(' ', trace.Steps.Select(s => s.Module).Where(name => name.Length != 0).Distinct());
        yield return "------------[ cut here ]------------";
        if (Text.Length != 0)
        {
            yield return Text;
        }

        if (IsBug)
        {
            yield return $"kernel BUG at {File}!";
            yield return $"invalid opcode: 0000 [#1] {voice.Configuration}".TrimEnd();
        }
        else
        {
            yield return $"WARNING: CPU: {step?.Cpu ?? 0} PID: {agent?.Pid} at {File} {Function}";
            yield return $"Modules linked in: {modules}".TrimEnd();
        }

        yield return $"CPU: {step?.Cpu ?? 0} PID: {agent?.Pid} Comm: {agent?.Command} Tainted: G           OE      {voice.Release} #1";
        yield return $"RIP: 0010:{Function}";
        yield return "Call Trace:";
        yield return " <TASK>";
        foreach (string frame in step is null ? [] : CallTrace.At(trace, step, voice))
        {
            yield return $" {frame}";
        }

        yield return " </TASK>";
        yield return "---[ end trace 0000000000000000 ]---";
    }
}
