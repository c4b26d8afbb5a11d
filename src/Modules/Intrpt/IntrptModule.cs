using Smp.Kernel;

namespace Smp.Modules;

/// <summary>What intrpt.c and its corrected twin have in common: names, and what a scenario may look at.</summary>
public abstract class IntrptModule : KernelModule
{
    /// <summary>The name of the work queue.</summary>
    public const string MyWorkQueueName = "WQsched.c";

    /// <summary>What /proc/interrupts calls the handler.</summary>
    public const string HandlerName = "test_keyboard_irq_handler";

    /// <summary>The keyboard's line.</summary>
    protected const int KeyboardIrq = I8042.KeyboardIrq;

    /// <summary>The module, not loaded yet.</summary>
    protected IntrptModule(LinuxKernel kernel)
        : base(kernel, "intrpt")
        => DeclareIrq(KeyboardIrq);

    /// <summary>The work: for the clauses of a scenario.</summary>
    public abstract WorkStruct Task { get; }

    /// <summary>The line that is printed for a scan code.</summary>
    public static string LineOf(int code)
        => $"Scan Code {code & ~I8042.Released & 0xff:x} {((code & I8042.Released) != 0 ? "Released" : "Pressed")}.\n";
}
