using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Linux 2.6.11: init runs without the module mutex and the module can be used from COMING on; rmmod looks at the count
/// with the machine stopped, sets GOING, sleeps once more while others run, runs exit and frees the module at once.
/// </summary>
/// <remarks>After kernel/module.c of 2.6.11.</remarks>
internal sealed class LifeCycle26(ModuleLoader loader, LinuxKernel kernel) : ModuleLifeCycle(loader, kernel)
{
    internal override async KTask<long> Insert(int index, string command, int arguments)
    {
        if (await Load(index, command, arguments) is var refused and not 0)
        {
            return refused;
        }

        var mutex = Loader.Mutex;
        var module = Loader.Modules[index];
        int result = await Loader.CallInit(module);
        if (result < 0)
        {
            await Section(new StateBody(module, ModuleState.Going), InitModule);
            await Kernel.GracePeriod.Synchronize();
            await mutex.Down(function: InitModule);
            await Section(new FreeBody(Loader, index), InitModule);
            await mutex.Up(function: InitModule);
            return result;
        }

        await mutex.Down(function: InitModule);
        await Section(new LiveBody(Kernel, module), InitModule);
        await mutex.Up(function: InitModule);
        return 0;
    }

    internal override async KTask<long> Remove(int index, DeleteFlags flags)
    {
        var mutex = Loader.Mutex;
        if (await mutex.DownInterruptible(function: DeleteModule) != 0)
        {
            return -Errno.EINTR;
        }

        if (await Section(new FindBody(Kernel, index, flags), DeleteModule) is var unfit and not 0)
        {
            await mutex.Up(function: DeleteModule);
            return unfit;
        }

        var module = Loader.Modules[index];
        Kernel.StopMachine.Announce();
        if (await new Step<TryStopBody>(Computer, new TryStopBody(Kernel, module, flags)) is var refused and not 0)
        {
            await mutex.Up(function: DeleteModule);
            return refused;
        }

        // The other CPUs run again, and rmmod waits for the threads that held them: a window with the state GOING.
        await GiveWay("kthread_stop");
        if ((flags & DeleteFlags.Force) == 0 && (flags & DeleteFlags.NonBlock) == 0)
        {
            await mutex.Up(function: DeleteModule);
            await WaitForZero(module);
            await mutex.Down(function: DeleteModule);
        }

        await mutex.Up(function: DeleteModule);
        await Loader.CallCleanup(module);
        await mutex.Down(function: DeleteModule);
        await Section(new FreeBody(Loader, index), DeleteModule);
        await mutex.Up(function: DeleteModule);
        return 0;
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    private Step<GiveWayBody> GiveWay(string function)
    {
        Computer.Announce(Operation.Sleep, Kernel.Current.Address, Here(function: function));
        return new Step<GiveWayBody>(Computer, new GiveWayBody(Kernel));
    }

    /// <summary>wait_for_zero_refcount: the machine is not stopped again when it has come to 0.</summary>
    private async KTask WaitForZero(KernelModule module)
    {
        while (true)
        {
            Computer.Announce(Operation.Wait, module.ThisModule, Here());
            if (await new Step<WaitBody>(Computer, new WaitBody(Kernel, module)) != 0)
            {
                return;
            }

            await Kernel.Schedule(Here());
        }
    }

    /// <summary>__try_stop_module: GOING, or -EWOULDBLOCK.</summary>
    private readonly struct TryStopBody(LinuxKernel kernel, KernelModule module, DeleteFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            bool refuses = (flags & DeleteFlags.NonBlock) != 0 && (flags & DeleteFlags.Force) == 0;
            if (refuses && module.ReferenceCount != 0)
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

    private readonly struct GiveWayBody(LinuxKernel kernel) : IStepBody
    {
        public long Run(Computer computer)
        {
            kernel.Scheduler.Yield(kernel.Current);
            if (computer.Recording)
            {
                computer.Note("kthread_stop: sleeps a moment");
            }

            return 0;
        }
    }

    private readonly struct WaitBody(LinuxKernel kernel, KernelModule module) : IStepBody
    {
        public long Run(Computer computer)
        {
            var task = kernel.Current;
            bool isUnused = module.ReferenceCount == 0;
            computer.Acquire(module.ThisModule);
            task.State = isUnused ? TaskState.Running : TaskState.Uninterruptible;
            module.Waiter = isUnused ? 0 : task.Agent + 1;
            if (computer.Recording)
            {
                computer.Note($"wait_for_zero_refcount: {module.ReferenceCount}");
            }

            return isUnused ? 1 : 0;
        }
    }
}
