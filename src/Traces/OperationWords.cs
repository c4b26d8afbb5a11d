using Smp.Machine;

namespace Smp.Traces;

/// <summary>When an operation's value is worth showing.</summary>
internal enum ShowValue
{
    /// <summary>Never: it says nothing.</summary>
    Never,

    /// <summary>If it is not 0.</summary>
    NonZero,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Always, as a function's result: errors by name.</summary>
    Result,
}

/// <summary>How each operation is called, and whether its value is shown: the one table to adjust.</summary>
internal static class OperationWords
{
    internal static (string Verb, ShowValue Value) Of(Operation operation) => operation switch
    {
        Operation.Load => ("load", ShowValue.Always),
        Operation.Store => ("store", ShowValue.Always),
        Operation.Atomic => ("atomic", ShowValue.Always),
        Operation.Lock => ("lock", ShowValue.Never),
        Operation.Unlock => ("unlock", ShowValue.Never),
        Operation.Wait => ("wait", ShowValue.Never),
        Operation.Sleep => ("sleep", ShowValue.Never),
        Operation.Resume => ("resume", ShowValue.Never),
        Operation.Wake => ("wake", ShowValue.NonZero),
        Operation.Signal => ("signal", ShowValue.NonZero),
        Operation.Reference => ("reference", ShowValue.NonZero),
        Operation.Trap => ("trap", ShowValue.Never),
        Operation.Return => ("return", ShowValue.Never),
        Operation.Enter => ("enter", ShowValue.Never),
        Operation.Leave => ("leave", ShowValue.Result),
        Operation.Kernel => ("kernel", ShowValue.NonZero),
        Operation.CopyIn => ("copy in", ShowValue.Result),
        Operation.CopyOut => ("copy out", ShowValue.Result),
        Operation.User => ("user", ShowValue.NonZero),
        Operation.Mask => ("mask", ShowValue.NonZero),
        Operation.Raise => ("raise", ShowValue.Never),
        Operation.Interrupt => ("interrupt", ShowValue.Never),
        Operation.InterruptReturn => ("return from interrupt", ShowValue.Never),
        Operation.Tick => ("jiffies", ShowValue.Always),
        Operation.Allocate => ("allocate", ShowValue.Never),
        Operation.StopMachine => ("stop_machine", ShowValue.Never),
        Operation.Tasklet or Operation.TaskletKill or Operation.TaskletWait => ("tasklet", ShowValue.NonZero),
        Operation.Timer or Operation.TimerSync => ("timer", ShowValue.NonZero),
        Operation.Work => ("work", ShowValue.NonZero),
        Operation.PageFault => ("page fault", ShowValue.Never),
        Operation.SoftInterrupt => ("softirq", ShowValue.Never),
        _ => ("step", ShowValue.NonZero),
    };

    /// <summary>Whether it is an access to a variable; a text that goes with one qualifies it.</summary>
    internal static bool IsAccess(Operation operation)
        => operation is Operation.Load or Operation.Store or Operation.Atomic;

    /// <summary>Whether a kernel function's name does not say that it did this; of the others it says enough.</summary>
    internal static bool NeedsVerb(Operation operation)
        => IsAccess(operation) || operation is Operation.Interrupt or Operation.InterruptReturn or Operation.Mask or Operation.Tick;
}
