using System.Runtime.CompilerServices;
using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// insmod and rmmod, and the references that keep a module from going.
/// </summary>
/// <remarks>
/// After kernel/module.c of 2.6.11: init runs without the module mutex and the module can be used from COMING on; rmmod
/// looks at the count with the machine stopped, sets GOING, runs exit and frees the module at once. In 2.0 a use count
/// that is not 0 refuses with -EBUSY and everything runs under the one lock.
/// </remarks>
public sealed class ModuleLoader
{
    private readonly LinuxKernel _kernel;
    private readonly List<KernelModule> _modules = [];
    private readonly List<ModuleActor> _actors = [];
    private readonly KernelSemaphore _mutex;

    internal ModuleLoader(LinuxKernel kernel)
    {
        _kernel = kernel;
        _mutex = kernel.NewSemaphore("module_mutex", 1);
    }

    /// <summary>The modules that can be loaded.</summary>
    public IReadOnlyList<KernelModule> Modules => _modules;

    internal void Add(KernelModule module)
    {
        _modules.Add(module);
        _actors.Add(new ModuleActor(_kernel.Computer, _kernel.Host, module.Name, module.MapIn, module.MapOut));
    }

    /// <summary>init_module(2). EPERM, EEXIST, or what the module's init returned.</summary>
    internal async KTask<long> InitModule(string name)
    {
        int index = IndexOf(name);
        if (index < 0)
        {
            return -Errno.ENOENT;
        }

        var module = _modules[index];
        if (await _mutex.DownInterruptible() != 0)
        {
            return -Errno.EINTR;
        }

        if (await Section(new LoadBody(this, index)) != 0)
        {
            await _mutex.Up();
            return -Errno.EEXIST;
        }

        await _mutex.Up();
        int result = await CallInit(module);
        await _mutex.Down();
        await Section(new InitDoneBody(this, index, result));
        await _mutex.Up();
        return result < 0 ? result : 0;
    }

    /// <summary>delete_module(2) with O_NONBLOCK. ENOENT, EBUSY, or EWOULDBLOCK while the module is in use.</summary>
    internal async KTask<long> DeleteModule(string name)
    {
        if (await _mutex.DownInterruptible() != 0)
        {
            return -Errno.EINTR;
        }

        int index = IndexOf(name);
        if (index < 0 || await Section(new IsLoadedBody(_modules[index])) == 0)
        {
            await _mutex.Up();
            return -Errno.ENOENT;
        }

        var module = _modules[index];
        _kernel.StopMachine.Announce();
        long stopped = await new Step<TryStopBody>(_kernel.Computer, new TryStopBody(_kernel, module));
        if (stopped != 0)
        {
            await _mutex.Up();
            return stopped;
        }

        await _mutex.Up();
        await CallCleanup(module);
        await _mutex.Down();
        await Section(new FreeBody(this, index));
        await _mutex.Up();
        return 0;
    }

    /// <summary>try_module_get(module): 1, or 0 if the module is going. NULL always succeeds.</summary>
    internal Step<ModuleGetBody> TryModuleGet(Address module, Site site)
    {
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.Reference, module, site, module.IsNull ? 0 : 8);
        return new Step<ModuleGetBody>(_kernel.Computer, new ModuleGetBody(_kernel, module));
    }

    /// <summary>module_put(module).</summary>
    internal Step<ModulePutBody> ModulePut(Address module, Site site)
    {
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.Reference, module, site, module.IsNull ? 0 : 8);
        return new Step<ModulePutBody>(_kernel.Computer, new ModulePutBody(_kernel, module));
    }

    internal KernelModule Owning(Address module)
    {
        foreach (var candidate in _modules)
        {
            if (candidate.ThisModule == module)
            {
                return candidate;
            }
        }

        throw new MachineException($"{module} is no struct module");
    }

    private async KTask<int> CallInit(KernelModule module)
    {
        var before = await _kernel.EnterModule(module.InitAddress);
        int result = await module.InitModule();
        await _kernel.LeaveModule(module.InitAddress, before, result);
        return result;
    }

    private async KTask CallCleanup(KernelModule module)
    {
        var before = await _kernel.EnterModule(module.CleanupAddress);
        await module.CleanupModule();
        await _kernel.LeaveModule(module.CleanupAddress, before, 0);
    }

    private Step<TBody> Section<TBody>(TBody body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        where TBody : struct, IStepBody
    {
        _kernel.Computer.Announce(Operation.Kernel, _mutex.Address, new Site(file, line, function));
        return new Step<TBody>(_kernel.Computer, body);
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < _modules.Count; i++)
        {
            if (_modules[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>load_module and list_add: COMING, one initial reference, in the list.</summary>
    internal readonly struct LoadBody(ModuleLoader loader, int index) : IStepBody
    {
        public long Run(Computer computer)
        {
            var module = loader._modules[index];
            if (module.State != ModuleState.Unloaded)
            {
                return 1;
            }

            // What the module before it left is over, and code of this one begins after its loading.
            computer.Acquire(module.TextRegion);
            computer.Release(module.TextRegion);
            module.MapHeader();
            module.State = ModuleState.Coming;
            module.ReferenceCount = 1;
            loader._kernel.CurrentCpu.Send(MessageKind.Load, loader._actors[index].Number, computer.Current, text: module.Name);
            return 0;
        }
    }

    /// <summary>The end of sys_init_module: LIVE and the initial reference dropped, or freed again.</summary>
    internal readonly struct InitDoneBody(ModuleLoader loader, int index, int result) : IStepBody
    {
        public long Run(Computer computer)
        {
            var module = loader._modules[index];
            if (result >= 0)
            {
                module.State = ModuleState.Live;
                module.ReferenceCount--;
                return 0;
            }

            return new FreeBody(loader, index).Run(computer);
        }
    }

    internal readonly struct IsLoadedBody(KernelModule module) : IStepBody
    {
        public long Run(Computer computer) => module.State == ModuleState.Unloaded ? 0 : 1;
    }

    /// <summary>__try_stop_module.</summary>
    internal readonly struct TryStopBody(LinuxKernel kernel, KernelModule module) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (module.State != ModuleState.Live)
            {
                return -Errno.EBUSY;
            }

            if (module.ReferenceCount != 0)
            {
                return kernel.Profile.Generation == KernelGeneration.V20 ? -Errno.EBUSY : -Errno.EAGAIN;
            }

            module.State = ModuleState.Going;
            computer.Acquire(module.ThisModule);
            return 0;
        }
    }

    /// <summary>free_module: out of the list, and its memory gone at once: the module's actor poisons it before the next choice.</summary>
    internal readonly struct FreeBody(ModuleLoader loader, int index) : IStepBody
    {
        public long Run(Computer computer)
        {
            var module = loader._modules[index];
            computer.Release(module.TextRegion);
            module.State = ModuleState.Unloaded;
            loader._kernel.CurrentCpu.Send(MessageKind.Unload, loader._actors[index].Number, computer.Current, text: module.Name);
            return 0;
        }
    }
}

/// <summary>The body of try_module_get.</summary>
public readonly struct ModuleGetBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _module;

    internal ModuleGetBody(LinuxKernel kernel, Address module)
    {
        _kernel = kernel;
        _module = module;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_module.IsNull)
        {
            return 1;
        }

        // In 2.0 MOD_INC_USE_COUNT refuses nothing.
        var module = _kernel.Loader.Owning(_module);
        bool taken = module.State != ModuleState.Going || _kernel.Profile.Generation == KernelGeneration.V20;
        if (taken)
        {
            module.ReferenceCount++;
        }

        if (computer.Recording)
        {
            computer.Note($"try_module_get({module.Name}): {(taken ? "count " + module.ReferenceCount : "refused, GOING")}");
        }

        return taken ? 1 : 0;
    }
}

/// <summary>The body of module_put.</summary>
public readonly struct ModulePutBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _module;

    internal ModulePutBody(LinuxKernel kernel, Address module)
    {
        _kernel = kernel;
        _module = module;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_module.IsNull)
        {
            return 0;
        }

        var module = _kernel.Loader.Owning(_module);
        computer.Release(_module);
        module.ReferenceCount--;
        if (computer.Recording)
        {
            computer.Note($"module_put({module.Name}): count {module.ReferenceCount}");
        }

        return module.ReferenceCount;
    }
}
