namespace Smp.Traces;

/// <summary>
/// The functions an agent was in, innermost first, as far as its trace tells: the kernel function, the module's, the
/// system call. In place of offsets into code, which a simulated machine has none of, stand file and line.
/// </summary>
internal static class CallTrace
{
    // The step with which a system call table is looked up: the entry's own code.
    private const string Dispatch = "system_call";

    /// <summary>The frames at <paramref name="step"/>.</summary>
    internal static IReadOnlyList<string> At(Trace trace, TraceStep step, KernelVoice voice)
    {
        var frames = new List<string>();
        if (step.Code != CodeKind.Module && step.KernelFunction.Length != 0 && step.KernelFunction != Dispatch)
        {
            frames.Add(step.KernelFunction);
        }

        if (step.Code is CodeKind.Module or CodeKind.Primitive)
        {
            frames.Add(Frame(step));
        }

        if (step.Context == TraceContext.Task)
        {
            frames.AddRange(Entry(trace, step, voice));
        }

        return frames;
    }

    /// <summary><c>module_open [sleep] (Sleep.cs:84)</c>.</summary>
    internal static string Frame(TraceStep step)
    {
        string module = step.Module.Length == 0 ? "" : $" [{step.Module}]";
        string function = step.Function.Length == 0 ? "?" : step.Function;
        return step.Place.Length == 0 ? $"{function}{module}" : $"{function}{module} ({step.Place})";
    }

    /// <summary>The innermost function alone.</summary>
    internal static string Innermost(TraceStep step)
        => step.Code is CodeKind.Module or CodeKind.Primitive || step.KernelFunction.Length == 0 ? Frame(step) : step.KernelFunction;

    private static IEnumerable<string> Entry(Trace trace, TraceStep step, KernelVoice voice)
    {
        var trap = trace.Steps.LastOrDefault(s => s.Agent == step.Agent && s.Number <= step.Number && s.Operation == Machine.Operation.Trap);
        if (trap is null || trap.Text.IndexOf('(') is not (> 0 and var end))
        {
            return [];
        }

        // Through a table the entry calls whatever stands there; what that is, the frames above say.
        if (trace.Steps.Any(s => s.Agent == step.Agent && s.Number > trap.Number && s.Number <= step.Number && s.KernelFunction == Dispatch))
        {
            return voice.Generation switch
            {
                KernelGeneration.V68 => ["do_syscall_64", "entry_SYSCALL_64_after_hwframe"],
                KernelGeneration.V26 => ["syscall_call"],
                _ => ["system_call"],
            };
        }

        string call = trap.Text[..end];
        return voice.Generation switch
        {
            KernelGeneration.V68 => [$"__x64_sys_{call}", "do_syscall_64", "entry_SYSCALL_64_after_hwframe"],
            KernelGeneration.V26 => [$"sys_{call}", "syscall_call"],
            _ => [$"sys_{call}", "system_call"],
        };
    }
}
