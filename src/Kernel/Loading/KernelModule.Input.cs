using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Listening to the keys that the kernel's own driver receives.</summary>
public abstract partial class KernelModule
{
    /// <summary>The event function of an input handler, in the module's text. In the constructor.</summary>
    protected Address InputHandlerFunction(InputHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Text(handler.Method.Name, handler);
    }

    /// <summary>
    /// input_register_handler(handler): it is called with each scan code that the keyboard's driver receives, in hard
    /// interrupt context. In task context.
    /// </summary>
    /// <param name="handler">What <see cref="InputHandlerFunction"/> gave.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="function">Filled in by the compiler.</param>
    /// <returns>0; -ENODEV where no driver has the keyboard, or the kernel has no such call (2.0); -EBUSY if another module listens.</returns>
    protected async KTask<int> InputRegisterHandler(Address handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Generation == KernelGeneration.V20
            ? -Errno.ENODEV
            : (int)await SetInputHandler(handler, Call(file, line, function));

    /// <summary>
    /// input_unregister_handler: it is not called any more, and in 6.8 does not run any more when this returns. In task
    /// context, not atomic.
    /// </summary>
    protected async KTask InputUnregisterHandler([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = Call(file, line, function);
        await SetInputHandler(Address.Null, site);
        if (Generation == KernelGeneration.V68)
        {
            await Kernel.Interrupts.Synchronize(I8042.KeyboardIrq, site);
        }
    }

    private Step<InputHandlerBody> SetInputHandler(Address handler, Site site)
    {
        Kernel.Computer.Announce(Operation.Kernel, handler, site);
        return new Step<InputHandlerBody>(Kernel.Computer, new InputHandlerBody(Kernel, handler));
    }
}
