using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// insmod and rmmod. What the generations have in common is here: the list of modules, the calls of init and exit, and
/// the references that keep a module from going; each generation's order of doing things is a <see cref="ModuleLifeCycle"/>.
/// </summary>
public sealed class ModuleLoader
{
    private readonly LinuxKernel _kernel;
    private readonly List<KernelModule> _modules = [];
    private readonly List<ModuleActor> _actors = [];
    private readonly List<string> _files = [];
    private readonly ModuleLifeCycle _lifeCycle;

    internal ModuleLoader(LinuxKernel kernel)
    {
        _kernel = kernel;
        Mutex = kernel.NewSemaphore("module_mutex", 1);
        List = new ModuleList(kernel);
        _lifeCycle = kernel.Profile.Generation switch
        {
            KernelGeneration.V20 => new LifeCycle20(this, kernel),
            KernelGeneration.V26 => new LifeCycle26(this, kernel),
            _ => new LifeCycle68(this, kernel),
        };
    }

    /// <summary>The modules that can be loaded.</summary>
    public IReadOnlyList<KernelModule> Modules => _modules;

    /// <summary>The loaded ones, in their order.</summary>
    internal ModuleList List { get; }

    /// <summary>module_mutex.</summary>
    internal KernelSemaphore Mutex { get; }

    internal void Add(KernelModule module)
    {
        _modules.Add(module);
        _files.Add(module.Name);
        _actors.Add(new ModuleActor(_kernel.Computer, _kernel.Host, module.Name, module.MapIn, module.MapOut));
    }

    /// <summary>
    /// Gives a module a file name of its own, while the computer is being built: for a computer that has several modules of one
    /// name, of which one at a time can be loaded. Without it the file is called as the module is.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="file">What insmod is to call it, without path and ending.</param>
    public void NameFile(KernelModule module, string file) => _files[_modules.IndexOf(module)] = file;

    /// <summary>The module in a file of that name (<see cref="NameFile"/>); null if there is none.</summary>
    public KernelModule? FileNamed(string file) => _files.IndexOf(file) is >= 0 and var index ? _modules[index] : null;

    /// <summary>init_module(2). EPERM, EEXIST, or what the module's init returned.</summary>
    internal KTask<long> InitModule(string name)
    {
        int space = name.IndexOf(' ', StringComparison.Ordinal);
        int index = _files.IndexOf(space < 0 ? name : name[..space]);
        return index < 0 ? new KTask<long>(-Errno.ENOENT) : _lifeCycle.Insert(index, name, space + 1);
    }

    /// <summary>
    /// delete_module(2) with the flags of rmmod: ENOENT, EBUSY, or EWOULDBLOCK while the module is in use.
    /// </summary>
    internal KTask<long> DeleteModule(string name, DeleteFlags flags) => _lifeCycle.Remove(IndexOf(name), flags);

    /// <summary>Whether another module of the same name is there already. Inside a step.</summary>
    internal bool IsNameTaken(KernelModule module)
    {
        int loaded = IndexOf(module.Name);
        return _modules[loaded] != module && _modules[loaded].State is not (ModuleState.Unloaded or ModuleState.Deleted);
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

    /// <summary>The module whose struct module lies at an address.</summary>
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

    /// <summary>load_module: in the list, with its initial reference, and its memory about to appear. Inside a step.</summary>
    internal void Enlist(int index)
    {
        var module = _modules[index];
        List.Add(index);

        // What the module before it left is over, and code of this one begins after its loading.
        _kernel.Computer.Acquire(module.TextRegion);
        _kernel.Computer.Release(module.TextRegion);
        module.MapHeader();
        module.State = ModuleState.Coming;
        module.ReferenceCount = 1;
        ModuleSymbols.Bind(_kernel, module);
        _kernel.CurrentCpu.Send(MessageKind.Load, _actors[index].Number, _kernel.Computer.Current, text: module.Name);
    }

    /// <summary>free_module: out of the list, its memory poisoned by its actor before the next choice. Inside a step.</summary>
    internal void Free(int index)
    {
        var module = _modules[index];
        Leftovers.Complain(_kernel, module);
        module.ParameterFiles?.Free();
        ModuleSymbols.Release(_kernel, module);
        List.Remove(index);
        _kernel.Computer.Release(module.TextRegion);
        module.State = ModuleState.Unloaded;
        LoadingOf.Ended(_kernel, module);
        _kernel.CurrentCpu.Send(MessageKind.Unload, _actors[index].Number, _kernel.Computer.Current, text: module.Name);
    }

    internal void Free(KernelModule module) => Free(_modules.IndexOf(module));

    internal async KTask<int> CallInit(KernelModule module)
    {
        var before = await _kernel.EnterModule(module.InitAddress);
        int result = await module.InitModule();
        await _kernel.LeaveModule(module.InitAddress, before, result);
        return result;
    }

    internal async KTask CallCleanup(KernelModule module)
    {
        if (!module.HasExit)
        {
            return;
        }

        var before = await _kernel.EnterModule(module.CleanupAddress);
        await module.CleanupModule();
        await _kernel.LeaveModule(module.CleanupAddress, before, 0);
    }

    /// <summary>The module of a name; of several the one that is loaded.</summary>
    internal int IndexOf(ReadOnlySpan<char> name)
    {
        int found = -1;
        for (int i = 0; i < _modules.Count; i++)
        {
            if (name.SequenceEqual(_modules[i].Name) && (found < 0 || _modules[i].State is not (ModuleState.Unloaded or ModuleState.Deleted)))
            {
                found = i;
            }
        }

        return found;
    }
}

/// <summary>The flags of delete_module(2), as rmmod passes them.</summary>
[Flags]
public enum DeleteFlags
{
    /// <summary><c>rmmod -w</c>: waits for the count to become 0 (2.6 only; later kernels refuse all the same).</summary>
    Wait = 0,

    /// <summary>O_TRUNC, <c>rmmod -f</c>: removes a module that is in use. Does not exist in 2.0.</summary>
    Force = 0x200,

    /// <summary>O_NONBLOCK, plain rmmod: refuses a module that is in use.</summary>
    NonBlock = 0x800,
}
