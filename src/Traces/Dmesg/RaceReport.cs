using System.Globalization;
using Smp.Machine;

namespace Smp.Traces;

/// <summary>A data race in the words of KCSAN, the later access first, as the one that was caught in the act.</summary>
/// <remarks>
/// kernel/kcsan/report.c of 6.8. KCSAN is of 5.8: 2.6.11 and 2.0 have nothing of the kind and would say nothing. The text
/// is the same there, but for the addresses and a line that says so.
/// </remarks>
internal static class RaceReport
{
    private const string Rule = "==================================================================";

    /// <summary>The lines of the report.</summary>
    internal static IEnumerable<string> Lines(Trace trace, TraceFinding finding, TraceRace race, KernelVoice voice)
    {
        var earlier = trace.Steps.FirstOrDefault(s => s.Number == race.Earlier);
        var later = trace.Steps.FirstOrDefault(s => s.Number == race.Later);
        if (earlier is null || later is null)
        {
            yield return $"smp: {finding.Kind}: {finding.Message}";
            yield break;
        }

        string[] functions = [Function(earlier), Function(later)];
        Array.Sort(functions, StringComparer.Ordinal);
        yield return Rule;
        yield return $"BUG: KCSAN: data-race in {functions[0]} / {functions[1]}";
        foreach (var step in (TraceStep[])[later, earlier])
        {
            yield return "";
            yield return $"{AccessKind(step)} to 0x{voice.Address(race.Address)} of {race.Size} byte{(race.Size == 1 ? "" : "s")} by {Who(trace, step)} on cpu {step.Cpu}:";
            foreach (string frame in CallTrace.At(trace, step, voice))
            {
                yield return $" {frame}";
            }
        }

        yield return "";
        if (later.Operation == Operation.Store && later.Value != earlier.Value)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"value changed: 0x{earlier.Value:x16} -> 0x{later.Value:x16}");
            yield return "";
        }

        var agent = AgentOf(trace, later);
        yield return voice.Generation == KernelGeneration.V68
            ? "Reported by Kernel Concurrency Sanitizer on:"
            : $"smp: {voice.Release} itself does not notice this race";
        yield return $"CPU: {later.Cpu} PID: {agent?.Pid} Comm: {agent?.Command} Tainted: G           OE      {voice.Release} #1";
        yield return Rule;
    }

    private static TraceAgent? AgentOf(Trace trace, TraceStep step) => trace.Header.Agents.FirstOrDefault(a => a.Id == step.Agent);

    private static string Who(Trace trace, TraceStep step)
        => step.Context == TraceContext.Task ? $"task {AgentOf(trace, step)?.Pid}" : "interrupt";

    private static string Function(TraceStep step)
        => step.Code is CodeKind.Module or CodeKind.Primitive || step.KernelFunction.Length == 0 ? step.Function : step.KernelFunction;

    private static string AccessKind(TraceStep step) => step.Operation switch
    {
        Operation.Store or Operation.CopyIn => "write",
        Operation.Atomic => step.Text == "atomic read" ? "read (marked)" : "read-write (marked)",
        _ => "read",
    };
}
