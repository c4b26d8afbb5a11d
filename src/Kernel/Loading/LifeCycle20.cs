using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Linux 2.0: everything under the one lock, a use count that refuses rmmod with EBUSY, and a free that is deferred
/// while the count is not 0. There is no forced and no waiting rmmod.
/// </summary>
/// <remarks>After kernel/module.c of 2.0.40.</remarks>
internal sealed class LifeCycle20(ModuleLoader loader, LinuxKernel kernel) : ModuleLifeCycle(loader, kernel)
{
    internal override async KTask<long> Insert(int index, string command, int arguments)
    {
        if (await Section(new EnlistBody(Kernel, index), InitModule) is var refused and not 0)
        {
            return refused;
        }

        if (arguments != 0 && await Section(new ParseArgsBody(Loader, index, command, arguments), InitModule) is var wrong and not 0)
        {
            return wrong;
        }

        var module = Loader.Modules[index];
        if (await Loader.CallInit(module) != 0)
        {
            await Section(new GiveUpBody(Loader, index), InitModule);
            return -Errno.EBUSY;
        }

        await Section(new LiveBody(Kernel, module), InitModule);
        return 0;
    }

    internal override async KTask<long> Remove(int index, DeleteFlags flags)
    {
        if (await Section(new UnusedBody(Kernel, index, flags), DeleteModule) is var refused and not 0)
        {
            return refused;
        }

        await Loader.CallCleanup(Loader.Modules[index]);
        await Section(new DeleteBody(Loader, index), DeleteModule);
        return 0;
    }

    /// <summary>0, -ENOENT, or -EBUSY for a module that is in use.</summary>
    private readonly struct UnusedBody(LinuxKernel kernel, int index, DeleteFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (new FindBody(kernel, index, flags).Run(computer) is var refused and not 0)
            {
                return refused;
            }

            var module = kernel.Loader.Modules[index];
            if (module.ReferenceCount != 0)
            {
                return -Errno.EBUSY;
            }

            module.State = ModuleState.Going;
            computer.Acquire(module.ThisModule);
            return 0;
        }
    }

    /// <summary>insmod removes what could not be initialised: not while somebody has it in use.</summary>
    private readonly struct GiveUpBody(ModuleLoader loader, int index) : IStepBody
    {
        public long Run(Computer computer)
        {
            loader.Modules[index].ReferenceCount--;
            return new DeleteBody(loader, index).Run(computer);
        }
    }

    /// <summary>free_modules: now, or when the use count comes to 0.</summary>
    private readonly struct DeleteBody(ModuleLoader loader, int index) : IStepBody
    {
        public long Run(Computer computer)
        {
            var module = loader.Modules[index];
            if (module.ReferenceCount != 0)
            {
                module.State = ModuleState.Deleted;
                return 1;
            }

            loader.Free(index);
            return 0;
        }
    }
}
