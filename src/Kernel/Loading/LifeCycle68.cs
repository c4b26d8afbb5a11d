using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Linux 6.8: rmmod drops the base reference and refuses if others are left, whatever it was asked for; after exit a
/// grace period passes before the module's memory is freed.
/// </summary>
/// <remarks>After kernel/module/main.c of 6.8. O_NONBLOCK is no longer looked at: there is no waiting rmmod.</remarks>
internal sealed class LifeCycle68(ModuleLoader loader, LinuxKernel kernel) : ModuleLifeCycle(loader, kernel)
{
    internal override async KTask<long> Insert(int index, string command, int arguments)
    {
        if (await Load(index, command, arguments) is var refused and not 0)
        {
            return refused;
        }

        var module = Loader.Modules[index];
        int result = await Loader.CallInit(module);
        if (result < 0)
        {
            await Section(new StateBody(module, ModuleState.Going), InitModule);
            await Kernel.Parameters.Teardown(module);
            await Kernel.GracePeriod.Synchronize();
            await Section(new FreeBody(Loader, index), InitModule);
            return result;
        }

        if (result > 0)
        {
            Kernel.Log.Append($"<4>do_init_module: '{module.Name}'->init suspiciously returned {result}, it should follow 0/-E convention\n");
            Kernel.Log.Append("<4>do_init_module: loading module anyway...\n");
        }

        await Section(new LiveBody(Kernel, module), InitModule);
        return 0;
    }

    internal override async KTask<long> Remove(int index, DeleteFlags flags)
    {
        var mutex = Loader.Mutex;
        if (await mutex.DownInterruptible(function: DeleteModule) != 0)
        {
            return -Errno.EINTR;
        }

        if (await Section(new TryStopBody(Kernel, index, flags), DeleteModule) is var refused and not 0)
        {
            await mutex.Up(function: DeleteModule);
            return refused;
        }

        await mutex.Up(function: DeleteModule);
        await Loader.CallCleanup(Loader.Modules[index]);
        await Kernel.Parameters.Teardown(Loader.Modules[index]);
        await Kernel.GracePeriod.Synchronize();
        await Section(new FreeBody(Loader, index), DeleteModule);
        return 0;
    }

    /// <summary>find_module, try_stop_module (the base reference given up, if it is the last) and GOING.</summary>
    private readonly struct TryStopBody(LinuxKernel kernel, int index, DeleteFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (new FindBody(kernel, index, flags).Run(computer) is var refused and not 0)
            {
                return refused;
            }

            var module = kernel.Loader.Modules[index];
            if (module.ReferenceCount < 0)
            {
                // try_release_module_ref: somebody has dropped the base reference already.
                computer.Complain("kernel-bug", module.ThisModule, $"kernel BUG at kernel/module/main.c: BUG_ON(ret < 0) in try_release_module_ref, the reference count of {module.Name} is {module.ReferenceCount}");
                return -Errno.EAGAIN;
            }

            if (module.ReferenceCount != 0 && (flags & DeleteFlags.Force) == 0)
            {
                return -Errno.EAGAIN;
            }

            module.NoteGoing(computer, (flags & DeleteFlags.Force) != 0);
            kernel.Taint.AddIfForced(module, flags);
            module.State = ModuleState.Going;
            computer.Acquire(module.ThisModule);
            return 0;
        }
    }
}
