using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A line that drivers ask for (struct irq_desc): a list of actions, which any CPU may come to run, one CPU at a time.
/// Nobody takes it while it is disabled or has no action; a raise is remembered until then.
/// </summary>
/// <remarks>
/// <para>After kernel/irq/handle.c (__do_IRQ, handle_IRQ_event) and manage.c of 2.6.11, for a line that is raised by an edge:
/// while a handler runs one further raise is remembered, and the CPU that runs it goes through all actions once more before
/// it leaves. 2.0 masks the line meanwhile, so that the raise is a new interrupt. Of 6.8 (handle_edge_irq): the same, with
/// interrupts off throughout.</para>
/// <para>Spurious interrupts are not counted (note_interrupt needs 100000 of them).</para>
/// </remarks>
public sealed class IrqLine : InterruptLine
{
    private const int Bytes = 8;
    private const int DepthOffset = Bytes;
    private const int TakenOffset = 2 * Bytes;
    private const int CountOffset = 3 * Bytes;

    private readonly Address _desc;

    internal IrqLine(LinuxKernel kernel, int number, int irq)
        : this(kernel, number, irq, new IrqEvent(kernel))
    {
    }

    private IrqLine(LinuxKernel kernel, int number, int irq, IrqEvent handling)
        : base(kernel, number, $"irq {irq}", $"IRQ{irq}", AnyCpu, handling.Handle, false)
    {
        Irq = irq;
        IReadOnlyList<string> fields = ["action", "depth", "taken", .. Enumerable.Range(0, kernel.Cpus.Length).Select(cpu => $"kstat_irqs[{cpu}]")];
        _desc = Memory.Allocate(CountOffset + (kernel.Cpus.Length * Bytes), $"irq_desc[{irq}]", RegionKind.Control, fields: fields, title: $"irq_desc[{irq}]");
        Depth = 1;
        handling.Lines.Add(this);
    }

    /// <summary>Its number, as request_irq has it.</summary>
    public int Irq { get; }

    /// <summary>Whether anything is registered on it: for the clauses of a scenario.</summary>
    public bool HasAction => !FirstAction.IsNull;

    /// <summary>What its private lock (desc->lock) guards. Its address stands for it in footprints.</summary>
    internal Address Desc => _desc;

    internal Address FirstAction
    {
        get => new((int)Memory.Peek(_desc));
        set => Memory.Poke(_desc, value.Value);
    }

    /// <summary>How often it is disabled; with the last action gone, once. Inside a step.</summary>
    internal int Depth
    {
        get => (int)Memory.Peek(_desc + DepthOffset);
        set => Memory.Poke(_desc + DepthOffset, value);
    }

    /// <summary>The list that the handler which runs has taken, as it was then.</summary>
    internal Address TakenAction => new((int)Memory.Peek(_desc + TakenOffset));

    private protected override bool IsEnabled => Depth == 0;

    private protected override bool RunsWithIrqsOff
        => Kernel.Profile.Generation == KernelGeneration.V68
            || (new IrqAction(Kernel, FirstAction) is { IsNull: false } first && (first.Flags & IrqFlags.Interrupt) != 0);

    // 2.6.11 does not ask in its loop whether the line was disabled meanwhile.
    private protected override bool TakesAgain => Kernel.Profile.Generation switch
    {
        KernelGeneration.V20 => false,
        KernelGeneration.V26 => Memory.Peek(Pending) != 0,
        _ => IsEnabled && Memory.Peek(Pending) != 0,
    };

    /// <summary>How often a CPU has taken it (kstat). Inside a step, or for the clauses of a scenario.</summary>
    public long TakenBy(int cpu) => Memory.Peek(_desc + CountOffset + (cpu * Bytes));

    /// <summary>Those who wait for its handler may or may not be able to go on. Inside a step.</summary>
    private protected override void Left() => Kernel.Computer.ResourceChanged(InProgressWord);

    private protected override void Taken(int cpu, int agent, bool again)
    {
        Memory.Poke(InProgressWord, agent + 1);
        Kernel.Computer.ResourceChanged(InProgressWord);
        WithdrawFromOthers(agent);
        if (!again || Kernel.Profile.Generation == KernelGeneration.V68)
        {
            // The loop of 2.6.11 goes through the actions that it has taken first.
            Memory.Poke(_desc + TakenOffset, FirstAction.Value);
        }

        Memory.Poke(_desc + CountOffset + (cpu * Bytes), TakenBy(cpu) + 1);
    }
}
