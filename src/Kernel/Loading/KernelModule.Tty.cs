using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>Says that the module has to do with terminals. In the constructor.</summary>
    protected void DeclareTtys() => Kernel.Ttys.Require();

    /// <summary>Says that the module sets the LEDs of the keyboard. In the constructor.</summary>
    protected void DeclareKeyboardLeds() => Kernel.Ttys.RequireLeds();

    /// <summary>The virtual consoles: vc_cons, fg_console, acquire_console_sem.</summary>
    protected VirtualConsoles Consoles => Kernel.Ttys.Consoles;

    /// <summary>A string constant of the module: where its characters stand. In the constructor.</summary>
    protected Address StringConstant(string name, string text) => TextConstant(name, text);

    /// <summary>current->signal->tty: one plain load. In any context.</summary>
    protected LoadStep<long> CurrentTty([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        Call(file, line, function);
        return Kernel.Ttys.Sessions.TtyOf(Kernel.CurrentOrNull).Load(file, line, function);
    }

    /// <summary>The tty that a pointer leads to.</summary>
    protected TtyStruct TtyAt(long pointer) => new(Kernel, new Address((int)pointer));

    /// <summary>
    /// (tty->driver->write)(tty, text, count), tty->driver->ops->write in 6.8: how many characters the driver took. tty->driver is
    /// loaded first. On a console it may sleep: in task context.
    /// </summary>
    protected async KTask<int> DriverWrite(TtyStruct tty, Address text, int count, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        await tty.Driver.Load(file, line, function);
        return await Kernel.Ttys.DriverWrite(tty, text, count, Call(file, line, function));
    }

    /// <summary>
    /// (driver->ioctl)(tty, NULL, command, argument) of the driver of the consoles, driver->ops->ioctl in 6.8. It is written for
    /// process context, and in 2.6.11 for the big kernel lock.
    /// </summary>
    protected KTask<long> DriverIoctl(TtyStruct tty, uint command, long argument, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Ttys.VtIoctl(tty.Address, command, argument, Call(file, line, function));

    /// <summary>get_current_tty(): the terminal of the current process, with a reference; NULL for none. Since 2.6.28 with one. In any context.</summary>
    protected async KTask<TtyStruct> GetCurrentTty([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        RequireModern("get_current_tty");
        return await Kernel.Ttys.GetCurrentTty(Call(file, line, function));
    }

    /// <summary>tty_kref_put(tty): gives the reference back. NULL is allowed. In any context.</summary>
    protected KTask TtyKrefPut(TtyStruct tty, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        RequireModern("tty_kref_put");
        return Kernel.Ttys.PutReference(tty, Call(file, line, function));
    }

    /// <summary>
    /// filp_open(path, O_WRONLY | O_NOCTTY) of a terminal: /dev/tty1, or /dev/tty for that of the current process. As long as it is
    /// open the tty stays. In task context, not atomic.
    /// </summary>
    /// <returns>The tty; NULL if there is none.</returns>
    protected KTask<TtyStruct> OpenTty(string path, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Ttys.OpenWithoutFile(path, Call(file, line, function));

    /// <summary>filp_close of what <see cref="OpenTty"/> gave. In task context, not atomic.</summary>
    protected KTask CloseTty(TtyStruct tty, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Ttys.CloseWithoutFile(tty, Call(file, line, function));

    /// <summary>tty_wait_until_sent(tty): sleeps until the driver has sent what it holds. 0, or -ERESTARTSYS. In task context, not atomic.</summary>
    protected KTask<int> TtyWaitUntilSent(TtyStruct tty, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Ttys.WaitUntilSent(tty, Call(file, line, function));

    /// <summary>lock_kernel(): nothing where the kernel has no such lock, or holds it on every entry. In task context.</summary>
    protected async KTask LockKernel([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        if (Kernel.Profile.BigLock == BigLock.WhereAsked)
        {
            await Kernel.BigKernelLock.LockKernel(file, line, function);
        }
    }

    /// <summary>unlock_kernel().</summary>
    protected async KTask UnlockKernel([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        if (Kernel.Profile.BigLock == BigLock.WhereAsked)
        {
            await Kernel.BigKernelLock.UnlockKernel(file, line, function);
        }
    }
}
