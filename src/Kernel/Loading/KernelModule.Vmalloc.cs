using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>
    /// Says that the module will vmalloc up to <paramref name="size"/> bytes, <paramref name="times"/> times in a run:
    /// the addresses are set aside with the machine. In the constructor.
    /// </summary>
    protected void DeclareVmalloc(int size, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            Kernel.VmallocSpace.Declare(this, size);
        }
    }

    /// <summary>
    /// vmalloc(size): pages nobody has written yet, with a guard page behind them; where the environment offers it, waiting
    /// for them may put the task to sleep. In task context, not atomic.
    /// </summary>
    /// <returns>The address; NULL when there is no memory left.</returns>
    protected async KTask<Address> Vmalloc(int size, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = Call(file, line, function);
        if (Kernel.Profile.UserCopiesMaySleep)
        {
            await Kernel.UserAccess.MayFault(site);
        }

        Kernel.Computer.Announce(Operation.Allocate, Address.Null, site, argument: size);
        return new Address((int)await new Step<VmallocBody>(Kernel.Computer, new VmallocBody(this, size)));
    }

    /// <summary>vfree(pointer): unmapped at once, whoever still points there meets a page fault. NULL is allowed. In task context.</summary>
    protected Step<VfreeBody> Vfree(Address pointer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        // What was unmapped may not be freed again: the check is the same as for a store to it.
        Kernel.Computer.Announce(Operation.Allocate, pointer, Call(file, line, function), pointer.IsNull ? 0 : 1);
        return new Step<VfreeBody>(Kernel.Computer, new VfreeBody(Kernel, pointer));
    }
}
