using System.Globalization;
using System.Text;

namespace Smp.Kernel;

/// <summary>The text of /proc/interrupts. Names stand where those who registered them have said: in their memory.</summary>
/// <remarks>
/// After show_interrupts of arch/i386/kernel/irq.c of 2.6.11 and kernel/irq/proc.c of 6.8, get_irq_list of
/// arch/i386/kernel/irq.c of 2.0.40. Of the rows without a number there are those that the machine could count something in;
/// the timers of the CPUs are LOC.
/// </remarks>
internal static class InterruptsText
{
    /// <summary>The text; as far as memory lets the names be read. Inside a step.</summary>
    internal static string Show(LinuxKernel kernel)
    {
        var text = new StringBuilder();
        var generation = kernel.Profile.Generation;
        if (generation != KernelGeneration.V20)
        {
            text.Append(' ', 11);
            foreach (var cpu in kernel.Cpus)
            {
                text.Append(CultureInfo.InvariantCulture, $"CPU{cpu.Id,-8}");
            }

            text.Append('\n');
        }

        foreach (var line in kernel.Interrupts.Irqs.Where(line => line.HasAction).OrderBy(line => line.Irq))
        {
            text.Append(generation switch
            {
                KernelGeneration.V20 => Row20(kernel, line),
                KernelGeneration.V26 => Row26(kernel, line),
                _ => Row68(kernel, line),
            });
        }

        if (generation != KernelGeneration.V20)
        {
            AppendUnnumbered(kernel, text);
        }

        return text.ToString();
    }

    private static string Row20(LinuxKernel kernel, IrqLine line)
    {
        var action = new IrqAction(kernel, line.FirstAction);
        var row = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{line.Irq,2}: {Total(kernel, line),8} {(IsFast(action) ? '+' : ' ')} {Name(kernel, action)}"));
        for (action = new IrqAction(kernel, action.Next); !action.IsNull; action = new IrqAction(kernel, action.Next))
        {
            row.Append(CultureInfo.InvariantCulture, $",{(IsFast(action) ? " +" : "")} {Name(kernel, action)}");
        }

        return row.Append('\n').ToString();
    }

    private static string Row26(LinuxKernel kernel, IrqLine line)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{line.Irq,3}: {Counts(kernel, line)} {(kernel.Profile.IsSmp ? "IO-APIC-edge" : "XT-PIC"),14}  {Names(kernel, line)}\n");

    private static string Row68(LinuxKernel kernel, IrqLine line)
        => string.Create(CultureInfo.InvariantCulture, $"{line.Irq,3}: {Counts(kernel, line)} {"IO-APIC",8} {line.Irq,3}-{"edge",-8}  {Names(kernel, line)}\n");

    private static void AppendUnnumbered(LinuxKernel kernel, StringBuilder text)
    {
        bool isNew = kernel.Profile.Generation == KernelGeneration.V68;
        AppendRow(kernel, text, "NMI", 0, isNew ? "Non-maskable interrupts" : "");
        text.Append("LOC: ");
        foreach (var cpu in kernel.Cpus)
        {
            text.Append(CultureInfo.InvariantCulture, $"{kernel.Interrupts.Lines.Where(line => line is not IrqLine && line.Home == cpu.Id && line.Name == "timer").Sum(line => line.Handled),10} ");
        }

        text.Append(isNew ? " Local timer interrupts\n" : "\n");
        text.Append("ERR:          0\n");
        text.Append("MIS:          0\n");
    }

    private static void AppendRow(LinuxKernel kernel, StringBuilder text, string name, long count, string what)
    {
        text.Append(CultureInfo.InvariantCulture, $"{name}: ");
        for (int i = 0; i < kernel.Cpus.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count,10} ");
        }

        text.Append(what.Length == 0 ? "\n" : $" {what}\n");
    }

    private static string Counts(LinuxKernel kernel, IrqLine line)
    {
        var counts = new StringBuilder();
        foreach (var cpu in kernel.Cpus)
        {
            counts.Append(CultureInfo.InvariantCulture, $"{line.TakenBy(cpu.Id),10} ");
        }

        return counts.ToString();
    }

    private static long Total(LinuxKernel kernel, IrqLine line)
    {
        long total = 0;
        foreach (var cpu in kernel.Cpus)
        {
            total += line.TakenBy(cpu.Id);
        }

        return total;
    }

    private static string Names(LinuxKernel kernel, IrqLine line)
    {
        var names = new List<string>();
        for (var action = new IrqAction(kernel, line.FirstAction); !action.IsNull; action = new IrqAction(kernel, action.Next))
        {
            names.Add(Name(kernel, action));
        }

        return string.Join(", ", names);
    }

    private static bool IsFast(IrqAction action) => (action.Flags & IrqFlags.Interrupt) != 0;

    private static string Name(LinuxKernel kernel, IrqAction action) => KernelString.Read(kernel, action.Name);
}
