namespace Smp.Traces;

/// <summary>A broken rule of locking, in the words of kernel/locking/lockdep.c (2.6.18 and later; earlier kernels say nothing).</summary>
internal static class LockdepReport
{
    private const int Width = 54;

    /// <summary>Whether a finding is one.</summary>
    internal static bool Is(TraceFinding finding) => finding.Kind is "lock-order" or "irq-unsafe-lock";

    /// <summary>The lines of the report.</summary>
    internal static IEnumerable<string> Lines(Trace trace, TraceFinding finding, KernelVoice voice)
    {
        bool isOrder = finding.Kind == "lock-order";
        bool isTwice = isOrder && finding.Message.EndsWith("holds already", StringComparison.Ordinal);
        var agent = trace.Header.Agents.FirstOrDefault(a => a.Id == finding.Agent);
        string[] locks = [.. finding.Involved.Select(i => i.Object).Where(o => o.Length != 0).Distinct()];
        yield return new string('=', Width);
        yield return isTwice ? "WARNING: possible recursive locking detected"
            : isOrder ? "WARNING: possible circular locking dependency detected"
            : "WARNING: inconsistent lock state";
        yield return $"{voice.Release} #1 {voice.Configuration}".TrimEnd();
        yield return new string('-', Width);
        if (!isOrder)
        {
            var states = finding.Message.Split('{').Skip(1).Select(part => "{" + part[..(part.IndexOf('}', StringComparison.Ordinal) + 1)]);
            yield return $"inconsistent {string.Join(" -> ", states)} usage.";
        }

        yield return isOrder ? $"{agent?.Command}/{agent?.Pid} is trying to acquire lock:" : $"{agent?.Command}/{agent?.Pid} takes:";
        yield return $"({finding.Subject})";
        yield return " Possible unsafe locking scenario:";
        foreach (string line in isOrder && !isTwice && locks.Length == 2 ? Circle(finding.Subject, locks) : OneCpu(finding.Subject, interrupted: !isOrder))
        {
            yield return line;
        }

        yield return " *** DEADLOCK ***";
        var step = trace.Steps.LastOrDefault(s => s.Agent == finding.Agent);
        yield return "stack backtrace:";
        foreach (string frame in step is null ? [] : CallTrace.At(trace, step, voice))
        {
            yield return $" {frame}";
        }
    }

    private static IEnumerable<string> Circle(string taken, string[] locks)
    {
        string held = locks[0] == taken ? locks[1] : locks[0];
        const string Other = "                               ";
        return ["       CPU0                    CPU1", "       ----                    ----", $"  lock({held});", $"{Other}lock({taken});", $"{Other}lock({held});", $"  lock({taken});"];
    }

    private static IEnumerable<string> OneCpu(string taken, bool interrupted)
        => interrupted
            ? ["       CPU0", "       ----", $"  lock({taken});", "  <Interrupt>", $"    lock({taken});"]
            : ["       CPU0", "       ----", $"  lock({taken});", $"  lock({taken});"];
}
