using System.Globalization;
using Smp.Machine;

namespace Smp.Traces;

/// <summary>
/// The page fault nobody can handle, as arch/i386/mm/fault.c of 2.0 and 2.6.11 and arch/x86/mm/fault.c of 6.8 print it.
/// Registers, stack and code bytes are left out: the simulated machine has none.
/// </summary>
internal static class OopsReport
{
    private const int Write = 2;
    private const int InstructionFetch = 0x10;
    private const int FirstPage = 4096;

    // show_opcodes of 6.8 begins 42 bytes before the instruction.
    private const string BeforeNull = "ffffffffffffffd6";

    /// <summary>The lines of the report.</summary>
    internal static IEnumerable<string> Lines(Trace trace, TraceStep step, TraceFault fault, KernelVoice voice)
        => voice.Generation == KernelGeneration.V68 ? Modern(trace, step, fault, voice) : Classic(trace, step, fault, voice);

    private static IEnumerable<string> Classic(Trace trace, TraceStep step, TraceFault fault, KernelVoice voice)
    {
        var agent = trace.Header.Agents.FirstOrDefault(a => a.Id == step.Agent);
        bool fetch = IsFetch(step, fault);
        string code = $"{(fault.IsWrite && !fetch ? Write : 0):x4}";
        yield return $"Unable to handle kernel {(IsNull(fault) ? "NULL pointer dereference" : "paging request")} at virtual address {fault.Address}";
        if (voice.Generation == KernelGeneration.V20)
        {
            yield return "*pde = 00000000";
            yield return $"Oops: {code}";
            yield return $"CPU:    {step.Cpu}";
            yield return $"EIP:    0010:[<{(fetch ? fault.Address : CallTrace.Innermost(step))}>]";
        }
        else
        {
            if (fetch)
            {
                yield return " printing eip:";
                yield return fault.Address;
            }

            yield return "*pde = 00000000";
            yield return $"Oops: {code} [#1]";
            if (voice.Configuration.Length != 0)
            {
                yield return voice.Configuration;
            }

            yield return $"Modules linked in: {Modules(trace, fault)}".TrimEnd();
            yield return $"CPU:    {step.Cpu}";
            yield return $"EIP is at {(fetch ? Bare(fault, fault.Address) : CallTrace.Innermost(step))}";
        }

        yield return $"Process {agent?.Command} (pid: {agent?.Pid})";
        yield return "Call Trace:";
        foreach (string frame in Frames(trace, step, fault, voice))
        {
            yield return $" {frame}";
        }

        if (fetch)
        {
            yield return "Code:  Bad EIP value.";
        }

        if (InInterrupt(step))
        {
            yield return voice.Generation == KernelGeneration.V20
                ? "Aiee, killing interrupt handler"
                : " <0>Kernel panic - not syncing: Fatal exception in interrupt";
        }
    }

    private static IEnumerable<string> Modern(Trace trace, TraceStep step, TraceFault fault, KernelVoice voice)
    {
        var agent = trace.Header.Agents.FirstOrDefault(a => a.Id == step.Agent);
        bool fetch = IsFetch(step, fault);
        string address = voice.Address(fault.Address);
        int code = fetch ? InstructionFetch : fault.IsWrite ? Write : 0;
        string access = fetch ? "instruction fetch" : fault.IsWrite ? "write access" : "read access";
        yield return IsNull(fault)
            ? $"BUG: kernel NULL pointer dereference, address: {address}"
            : $"BUG: unable to handle page fault for address: {address}";
        yield return $"#PF: supervisor {access} in kernel mode";
        yield return $"#PF: error_code(0x{code:x4}) - not-present page";
        yield return $"Oops: {code:x4} [#1] {voice.Configuration}".TrimEnd();
        yield return $"CPU: {step.Cpu} PID: {agent?.Pid} Comm: {agent?.Command} Tainted: G           OE      {voice.Release} #1";
        yield return $"RIP: 0010:{(fetch ? Bare(fault, address) : CallTrace.Innermost(step))}";
        if (fetch)
        {
            yield return $"Code: Unable to access opcode bytes at 0x{(IsNull(fault) ? BeforeNull : address)}.";
        }

        string context = InInterrupt(step) ? "IRQ" : "TASK";
        yield return "Call Trace:";
        yield return $" <{context}>";
        foreach (string frame in Frames(trace, step, fault, voice))
        {
            yield return $" {frame}";
        }

        yield return $" </{context}>";
        yield return $"Modules linked in: {Modules(trace, fault)}".TrimEnd();
        yield return $"CR2: {address}";
        yield return "---[ end trace 0000000000000000 ]---";
        if (InInterrupt(step))
        {
            yield return "Kernel panic - not syncing: Fatal exception in interrupt";
        }
    }

    // Code of a module that is gone has no symbol any more: its frame is an address.
    private static IEnumerable<string> Frames(Trace trace, TraceStep step, TraceFault fault, KernelVoice voice)
    {
        var frames = CallTrace.At(trace, step, voice);
        return fault.Kind == FaultKind.FreedText
            ? frames.Select(frame => frame == CallTrace.Frame(step) ? $"0x{voice.Address(fault.Address)} ({step.Place} of the freed module)" : frame)
            : frames;
    }

    private static string Modules(Trace trace, TraceFault fault)
    {
        var modules = trace.Steps.Select(step => step.Module).Where(name => name.Length != 0).Distinct();
        return string.Join(' ', fault.Kind == FaultKind.FreedText ? modules.Where(name => name != fault.Owner && name != fault.Region) : modules);
    }

    /// <summary>Whether it was the jump itself that failed: there is no code where the instruction pointer is.</summary>
    private static bool IsFetch(TraceStep step, TraceFault fault) => fault.Kind == FaultKind.FreedText || step.Operation == Operation.Enter;

    /// <summary>An address without a symbol.</summary>
    private static string Bare(TraceFault fault, string address) => IsNull(fault) ? "0x0" : $"0x{address}";

    private static bool IsNull(TraceFault fault)
        => uint.TryParse(fault.Address, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint address) && address < FirstPage;

    private static bool InInterrupt(TraceStep step) => step.Context is TraceContext.HardIrq or TraceContext.SoftIrq;
}
