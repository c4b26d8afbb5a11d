using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>C's <c>sys_call_table[number]</c>, for modules that put a function of their own there.</summary>
    protected Shared<long> SysCallTable(int number) => Kernel.SyscallTable.Entry(number);

    /// <summary>
    /// C's <c>pointer(filename, flags, mode)</c>: jumps wherever the pointer points, to nothing or to a module that has
    /// gone as well. In task context.
    /// </summary>
    protected KTask<long> CallOpen(
        long pointer,
        Address filename,
        long flags,
        long mode,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string function = "")
        => Kernel.SyscallTable.Call(new Address((int)pointer), filename, flags, mode, Call(file, line, function));

    /// <summary>A function of the module that can be told of every open(2): its address, for the calls below.</summary>
    protected Address OpenObserver(OpenObserverFunction observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Kernel.OpenObservers.Use();
        return Text(observer.Method.Name, observer);
    }

    /// <summary>Has a function told of every open(2), from this step on: 0, or -EBUSY. In any context.</summary>
    protected async KTask<int> RegisterOpenObserver(Address observer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => (int)await Kernel.OpenObservers.Register(observer, Call(file, line, function));

    /// <summary>Ends that, and waits until nobody is inside the function. In task context, not atomic.</summary>
    protected KTask UnregisterOpenObserver(Address observer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.OpenObservers.Unregister(observer, Call(file, line, function));

    /// <summary>Ends that, and does not wait: somebody may still be inside the function. In any context.</summary>
    protected async KTask RemoveOpenObserver(Address observer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => await Kernel.OpenObservers.Remove(observer, Call(file, line, function));

    /// <summary>printk(text) without a level: a line of its own, or a piece of one. Output only, no step. In any context.</summary>
    protected void Printk(string text) => Kernel.Log.Append(text);

    /// <summary>printk(KERN_CONT text): 6.8 appends it to the caller's own unfinished record; earlier kernels to whatever line is unfinished.</summary>
    protected void PrintkCont(string text) => Kernel.Log.AppendCont(text);
}
