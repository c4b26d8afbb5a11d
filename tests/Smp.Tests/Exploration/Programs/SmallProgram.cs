using System.Text;

namespace Smp.Tests.Exploration.Programs;

/// <summary>A program for a handful of contexts.</summary>
internal sealed record SmallProgram
{
    internal required int Number { get; init; }

    /// <summary>The tasks; task 0 has CPU 0, where interrupts come.</summary>
    internal required Instruction[][] Tasks { get; init; }

    /// <summary>The handlers of the interrupt lines of CPU 0; a higher line interrupts a lower one.</summary>
    internal required Instruction[][] Handlers { get; init; }

    /// <summary>Whether a handler may be interrupted.</summary>
    internal bool Nests { get; init; }

    /// <summary>Whether a handler forgets what it has seen when it ends.</summary>
    internal bool HandlersForget { get; init; }

    /// <summary>Whether there is a clock, for the timers.</summary>
    internal bool HasClock { get; init; }

    /// <summary>Whether all tasks but the first share one CPU, without preemption.</summary>
    internal bool SharesCpu { get; init; }

    /// <summary>Whether a bad access is a finding; otherwise its agent just dies.</summary>
    internal bool ReportsFaults { get; init; }

    /// <summary>The forbidden values of the first two variables; null if nothing is forbidden.</summary>
    internal (int X, int Y)? Never { get; init; }

    /// <summary>Whether a detector watches that has a memory of its own.</summary>
    internal bool WatchesOrder { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append("program ").Append(Number).Append(Nests ? " nests" : "").Append(HandlersForget ? " forgets" : "")
            .Append(SharesCpu ? " shares" : "").Append(ReportsFaults ? " faults" : "").Append(WatchesOrder ? " order" : "")
            .Append(Never is { } never ? $" never {never}" : "").AppendLine();
        foreach (var task in Tasks)
        {
            text.Append("  task: ").AppendJoin("; ", task).AppendLine();
        }

        foreach (var handler in Handlers)
        {
            text.Append("  irq:  ").AppendJoin("; ", handler).AppendLine();
        }

        return text.ToString();
    }
}
