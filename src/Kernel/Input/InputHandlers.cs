using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// What a module does with a scan code that the kernel's keyboard driver has received: the event function of a struct
/// input_handler, as far as this machine has one. In hard interrupt context.
/// </summary>
/// <param name="code">The scan code.</param>
public delegate KTask InputHandler(int code);

/// <summary>
/// input_register_handler and its counterpart: one step each. A handler may still run when it is unregistered; in 6.8
/// unregistering waits for it (RCU), before that its owner has to (synchronize_irq).
/// </summary>
/// <remarks>After drivers/input/input.c of 2.6.11 and 6.8. One module can listen at a time.</remarks>
internal readonly struct InputHandlerBody(LinuxKernel kernel, Address handler) : IStepBody
{
    public long Run(Computer computer)
    {
        var driver = kernel.KeyboardDriver;
        var line = kernel.Interrupts.FindIrq(I8042.KeyboardIrq);
        bool isThere = driver.InUse && line is not null;
        if (!isThere || (!handler.IsNull && !driver.Handler.IsNull))
        {
            return isThere ? -Errno.EBUSY : -Errno.ENODEV;
        }

        if (!handler.IsNull)
        {
            // What the handler does comes after all that was done before.
            computer.Release(line!.Pending);
        }

        if (computer.Recording)
        {
            computer.Note(handler.IsNull ? "input_unregister_handler" : $"input_register_handler({computer.Memory.NameOf(handler)})");
        }

        driver.Handler = handler;
        return 0;
    }
}
