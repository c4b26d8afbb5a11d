using Smp.Machine;

namespace Smp.Traces;

/// <summary>
/// A step in words: <c>store Already_Open = 1</c>, <c>wake_up WaitQ</c>, <c>schedule: sleeps on WaitQ</c>,
/// <c>open("/proc/sleep", O_RDONLY)</c>, <c>= 3</c>. A primitive that speaks for itself (<see cref="TraceStep.Text"/>) is
/// quoted; of others the operation, the object and the value after the step are shown.
/// </summary>
internal static class StepWords
{
    /// <summary>The words, without the place in the source.</summary>
    internal static IEnumerable<CellPart> Of(TraceStep step) => step.Code switch
    {
        CodeKind.User => User(step),
        CodeKind.Module => Plain(step),
        _ => Kernel(step),
    };

    /// <summary>The same as one string.</summary>
    internal static string Text(TraceStep step) => string.Concat(Of(step).Select(part => part.Text));

    private static IEnumerable<CellPart> User(TraceStep step)
    {
        if (step.Operation == Operation.Return)
        {
            // A return that does not say what it gives has more to do in the kernel first.
            return CellPart.Split(step.Text.Length != 0 ? step.Text : step.KernelFunction);
        }

        return step.Text.Length != 0 ? CellPart.Split(step.Text).Concat(Value(step, step.Text)) : Plain(step);
    }

    private static IEnumerable<CellPart> Kernel(TraceStep step)
    {
        if (step.Operation == Operation.Tick && step.Text.Length == 0)
        {
            // The clock's row says that it is the clock's.
            return [.. CellPart.Split(step.Object.Length == 0 ? OperationWords.Of(step.Operation).Verb : step.Object), .. Value(step, "")];
        }

        if (step.Operation is Operation.Enter or Operation.Leave || step.KernelFunction.Length == 0)
        {
            return Plain(step);
        }

        var function = CellPart.Name(step.KernelFunction);
        if (step.Text.Length != 0 && !OperationWords.IsAccess(step.Operation))
        {
            IEnumerable<CellPart> name = NamesItself(step) ? [] : [function, new CellPart(": ")];
            return [.. name, .. CellPart.Split(step.Text), .. Value(step, step.Text), .. Failure(step)];
        }

        return OperationWords.NeedsVerb(step.Operation)
            ? [function, new CellPart(": "), .. Plain(step)]
            : [function, .. Object(step), .. Value(step, ""), .. Failure(step)];
    }

    // The text begins with the name of a function (its own or one it calls), or the row does with that of the device.
    private static bool NamesItself(TraceStep step)
    {
        if (step.Context is TraceContext.Source or TraceContext.Clock)
        {
            return true;
        }

        int end = 0;
        while (end < step.Text.Length && (char.IsAsciiLetterOrDigit(step.Text[end]) || step.Text[end] == '_'))
        {
            end++;
        }

        return end > 0 && (end == step.Text.Length ? step.Text == step.KernelFunction : step.Text[end] is '(' or ':' || step.Text[..end] == step.KernelFunction);
    }

    private static IEnumerable<CellPart> Plain(TraceStep step)
    {
        string verb = OperationWords.Of(step.Operation).Verb;
        if (step.Text.Length == 0)
        {
            return [new CellPart(verb), .. Object(step), .. Value(step, ""), .. Failure(step)];
        }

        if (OperationWords.IsAccess(step.Operation))
        {
            if (step.Object.Length != 0 && step.Text.Contains(BaseOf(step.Object), StringComparison.Ordinal))
            {
                // "sprintf: bytes 8 to 15 of my_buffer" names the object already, and more than one word of it.
                return [.. CellPart.Split(step.Text), .. Failure(step)];
            }

            // Text qualifies the access: "cmpxchg 0->1".
            return [.. CellPart.Split(step.Text), .. Object(step), .. Value(step, ""), .. Given(step), .. Failure(step)];
        }

        // One word is a name (enter module_open), more are a sentence.
        bool isName = step.Text.AsSpan().IndexOfAny(' ', '(', '=') < 0;
        IEnumerable<CellPart> words = isName ? [new CellPart(verb + " "), CellPart.Name(step.Text)] : CellPart.Split(step.Text);
        return [.. words, .. Value(step, step.Text), .. Failure(step)];
    }

    private static IEnumerable<CellPart> Object(TraceStep step)
        => step.Object.Length == 0 ? [] : [new CellPart(" "), .. CellPart.Split(step.Object)];

    private static IEnumerable<CellPart> Value(TraceStep step, string text)
    {
        if (step.Fault.Length != 0 || text.Contains('=', StringComparison.Ordinal))
        {
            return [];
        }

        return OperationWords.Of(step.Operation).Value switch
        {
            ShowValue.Always when step.Pointee.Length != 0 => [new CellPart(" = "), .. CellPart.Split(step.Pointee)],
            ShowValue.Always when IsMode(step) => [new CellPart($" = 0{Convert.ToString(step.Value, 8)}")],
            ShowValue.Always => [new CellPart($" = {step.Value}")],
            ShowValue.NonZero when step.Value != 0 && text.Length == 0 => [new CellPart($" = {step.Value}")],
            ShowValue.Result when step.Operation is Operation.CopyIn or Operation.CopyOut && text.Length != 0 => [],
            ShowValue.Result => [new CellPart($" = {Errno.Of(step.Value)}")],
            _ => [],
        };
    }

    // Permission bits are written and read in octal.
    private static bool IsMode(TraceStep step) => step.Value > 0 && step.Object.EndsWith("mode", StringComparison.Ordinal) && step.Object.Contains('.', StringComparison.Ordinal);

    // "my_buffer" of "my_buffer+0x8/0x50".
    private static string BaseOf(string name) => name.IndexOf('+', StringComparison.Ordinal) is var plus and > 0 ? name[..plus] : name;

    private static IEnumerable<CellPart> Given(TraceStep step)
        => step.Returned is { } given && step.Fault.Length == 0 ? [new CellPart($" (gave {given})")] : [];

    private static IEnumerable<CellPart> Failure(TraceStep step)
        => step.Fault.Length == 0 ? [] : [new CellPart($": {step.Fault}")];
}
