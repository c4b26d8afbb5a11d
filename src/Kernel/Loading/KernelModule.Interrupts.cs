using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Interrupt lines and the ports of devices.</summary>
public abstract partial class KernelModule
{
    /// <summary>Says that the module will ask for a line: the machine has it then. In the constructor.</summary>
    protected void DeclareIrq(int irq) => Kernel.Interrupts.Require(irq);

    /// <summary>An interrupt handler in the module's text: C's <c>&amp;function</c>, which is gone with the module. In the constructor.</summary>
    protected Address IrqHandlerFunction(IrqHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Text(handler.Method.Name, handler);
    }

    /// <summary>A string constant, in the module's memory: a pointer to it is stale when the module is gone. In the constructor.</summary>
    protected Address StringConstant(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = Data($"\"{text}\"", text.Length + 1);
        _initialisers.Add(() =>
        {
            for (int i = 0; i <= text.Length; i++)
            {
                Kernel.Computer.Memory.Write(start + i, i < text.Length ? (byte)text[i] : (byte)0);
            }
        });
        return start;
    }

    /// <summary>
    /// request_irq(irq, handler, flags, name, dev_id): the handler may run before this returns. In task context; in 2.6.11 it
    /// does not sleep.
    /// </summary>
    /// <param name="irq">The line's number.</param>
    /// <param name="handler">What <see cref="IrqHandlerFunction"/> gave.</param>
    /// <param name="flags">Whether the line is shared, and whether other interrupts are off meanwhile.</param>
    /// <param name="name">What /proc/interrupts calls it: kept as a pointer.</param>
    /// <param name="devId">What tells it from the others of the line, for free_irq.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="function">Filled in by the compiler.</param>
    /// <returns>0; -EINVAL for a line there is none of, or a shared one without a dev_id; -EBUSY if not all agree to share it; -ENOMEM.</returns>
    protected KTask<int> RequestIrq(int irq, Address handler, IrqFlags flags, Address name, Address devId, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Interrupts.Request(irq, handler, flags, name, devId, Call(file, line, function));

    /// <summary>Says that the module will register a handler with a thread, <c>irq/N-name</c>: it is made with the machine. In the constructor.</summary>
    protected void DeclareThreadedIrq(int irq, string name) => Kernel.Interrupts.DeclareThread(irq, name);

    /// <summary>
    /// request_threaded_irq(irq, handler, thread_fn, flags, name, dev_id): as <see cref="RequestIrq"/>; where the handler says
    /// IRQ_WAKE_THREAD, a thread runs <paramref name="threadFunction"/>, in task context. Since 2.6.30. In task context.
    /// </summary>
    /// <param name="irq">The line's number.</param>
    /// <param name="handler">What <see cref="IrqHandlerFunction"/> gave; without one there is -EINVAL.</param>
    /// <param name="threadFunction">The same for what the thread runs.</param>
    /// <param name="flags">Whether the line is shared.</param>
    /// <param name="name">What /proc/interrupts calls it.</param>
    /// <param name="devId">What tells it from the others of the line.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="function">Filled in by the compiler.</param>
    protected KTask<int> RequestThreadedIrq(int irq, Address handler, Address threadFunction, IrqFlags flags, Address name, Address devId, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        RequireModern("request_threaded_irq");
        return Kernel.Interrupts.RequestThreaded(irq, handler, threadFunction, flags, name, devId, Call(file, line, function));
    }

    /// <summary>
    /// free_irq(irq, dev_id): the handler that was registered with this dev_id does not run any more when it returns (in 2.0:
    /// does not begin any more). If there is none, the kernel says so in its log and does nothing. In task context, not from
    /// the handler.
    /// </summary>
    protected KTask FreeIrq(int irq, Address devId, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Interrupts.Free(irq, devId, Call(file, line, function));

    /// <summary>disable_irq(irq): no handler of the line begins until the matching enable_irq, and none runs when it returns. In task context.</summary>
    protected KTask DisableIrq(int irq, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Interrupts.Disable(irq, Call(file, line, function));

    /// <summary>disable_irq_nosync(irq): the same without waiting for one that runs. In any context.</summary>
    protected Step<DisableIrqBody> DisableIrqNosync(int irq, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Interrupts.DisableNosync(irq, Call(file, line, function));

    /// <summary>enable_irq(irq): undoes one disable_irq; an interrupt that came meanwhile is taken now. In any context.</summary>
    protected Step<EnableIrqBody> EnableIrq(int irq, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Interrupts.Enable(irq, Call(file, line, function));

    /// <summary>synchronize_irq(irq): waits for a handler of the line that runs on another CPU. In task context.</summary>
    protected KTask SynchronizeIrq(int irq, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Interrupts.Synchronize(irq, Call(file, line, function));

    /// <summary>inb(port): a byte from a device; what reading does to the device is done. In any context.</summary>
    protected Step<InbBody> Inb(int port, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Keyboard.Inb(port, Call(file, line, function));
}
