using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>How one generation of the kernel inserts and removes a module.</summary>
internal abstract class ModuleLifeCycle
{
    /// <summary>The C function that inserts.</summary>
    protected const string InitModule = "sys_init_module";

    /// <summary>The C function that removes.</summary>
    protected const string DeleteModule = "sys_delete_module";

    protected ModuleLifeCycle(ModuleLoader loader, LinuxKernel kernel)
    {
        Loader = loader;
        Kernel = kernel;
    }

    protected ModuleLoader Loader { get; }

    protected LinuxKernel Kernel { get; }

    protected Computer Computer => Kernel.Computer;

    /// <summary>init_module(2), with the module's arguments in <paramref name="command"/> from <paramref name="arguments"/> on; 0 for none.</summary>
    internal abstract KTask<long> Insert(int index, string command, int arguments);

    /// <summary>delete_module(2); an index below 0 is a name that nobody has.</summary>
    internal abstract KTask<long> Remove(int index, DeleteFlags flags);

    /// <summary>
    /// load_module as it has been since 2.6, under the module mutex: in the list, with its parameters set. The mutex is
    /// given back before init runs. 0, -EINTR, -EEXIST, or what the parameters say.
    /// </summary>
    protected async KTask<long> Load(int index, string command, int arguments)
    {
        var mutex = Loader.Mutex;
        if (await mutex.DownInterruptible(function: InitModule) != 0)
        {
            return -Errno.EINTR;
        }

        long result = await Section(new EnlistBody(Kernel, index), InitModule);
        while (result > 0)
        {
            // A module that stands in the way is being loaded itself (6.8).
            await mutex.Up(function: InitModule);
            if (await LoadingOf.Wait(Kernel, Loader.Modules[(int)result - 1]) is var interrupted and not 0)
            {
                return interrupted;
            }

            if (await mutex.DownInterruptible(function: InitModule) != 0)
            {
                return -Errno.EINTR;
            }

            result = result - 1 == index
                ? await Section(new CheckExistsBody(Loader, index), InitModule)
                : await Section(new EnlistBody(Kernel, index), InitModule);
        }

        if (result == 0 && arguments != 0)
        {
            result = await Section(new ParseArgsBody(Loader, index, command, arguments), InitModule);
        }

        if (result == 0 && Loader.Modules[index].ParameterFiles is { } files)
        {
            await SetUpSysfs(files);
        }

        await mutex.Up(function: InitModule);
        return result;
    }

    /// <summary>
    /// mod_sysfs_setup: the files of the parameters are there, before init; what else it makes needs memory, and may sleep for
    /// it where the environment offers that.
    /// </summary>
    private async KTask SetUpSysfs(ParameterFiles files)
    {
        await Section(new PublishBody(files), InitModule);
        if (Kernel.Profile.UserCopiesMaySleep)
        {
            await Kernel.UserAccess.MayFault(new Site("module.c", 1, "mod_sysfs_setup"));
        }
    }

    /// <summary>A section of the loader under its lock: one step.</summary>
    protected Step<TBody> Section<TBody>(TBody body, string function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where TBody : struct, IStepBody
    {
        Computer.Announce(Operation.Kernel, Loader.Mutex.Address, new Site(file, line, function));
        return new Step<TBody>(Computer, body);
    }

    /// <summary>
    /// load_module and list_add: 0, -EEXIST or -EBUSY for a module that is there, -ENOENT for one whose symbols are not; 6.8 also
    /// gives the number + 1 of the module whose loading must end first.
    /// </summary>
    protected readonly struct EnlistBody(LinuxKernel kernel, int index) : IStepBody
    {
        public long Run(Computer computer)
        {
            var loader = kernel.Loader;
            var module = loader.Modules[index];
            if (module.State != ModuleState.Unloaded)
            {
                return kernel.Profile.Generation != KernelGeneration.V68 ? -Errno.EEXIST
                    : module.State == ModuleState.Coming ? index + 1
                    : new CheckExistsBody(loader, index).Run(computer);
            }

            if (loader.IsNameTaken(module))
            {
                return -Errno.EEXIST;
            }

            kernel.Taint.Look(module);
            if (ModuleSymbols.Resolve(kernel, module) is var unresolved and not 0)
            {
                return unresolved;
            }

            loader.Enlist(index);
            if (computer.Recording)
            {
                computer.Note($"module {module.Name}: COMING");
            }

            return 0;
        }
    }

    /// <summary>module_patient_check_exists of 6.8, after the wait: -EEXIST for a live module, -EBUSY for one that is gone or goes.</summary>
    protected readonly struct CheckExistsBody(ModuleLoader loader, int index) : IStepBody
    {
        public long Run(Computer computer) => loader.Modules[index].State == ModuleState.Live ? -Errno.EEXIST : -Errno.EBUSY;
    }

    /// <summary>parse_args; a module whose parameters are wrong is freed again.</summary>
    protected readonly struct ParseArgsBody(ModuleLoader loader, int index, string command, int arguments) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording && loader.Modules[index].ParameterFiles is not null)
            {
                computer.Note($"parse_args({command[arguments..]})");
            }

            int result = loader.Modules[index].ParseArgs(command.AsSpan(arguments));
            if (result != 0)
            {
                loader.Free(index);
            }

            return result;
        }
    }

    /// <summary>The files of a module's parameters can be opened.</summary>
    protected readonly struct PublishBody(ParameterFiles files) : IStepBody
    {
        public long Run(Computer computer)
        {
            files.IsPublished = true;
            if (computer.Recording)
            {
                computer.Note("mod_sysfs_setup: parameters are visible");
            }

            return 0;
        }
    }

    /// <summary>The end of a successful init: LIVE, and the initial reference dropped.</summary>
    protected readonly struct LiveBody(LinuxKernel kernel, KernelModule module) : IStepBody
    {
        public long Run(Computer computer)
        {
            module.State = ModuleState.Live;
            LoadingOf.Ended(kernel, module);
            if (kernel.Profile.Generation != KernelGeneration.V20)
            {
                module.FreeInitData();
            }

            if (computer.Recording)
            {
                computer.Note($"module {module.Name}: LIVE");
            }

            module.ReferenceCount--;
            ModulePutBody.Account(kernel, module);
            return 0;
        }
    }

    /// <summary>
    /// find_module and what makes it unfit to be removed: 0, -ENOENT, -EWOULDBLOCK while other modules use it (2.0: -EBUSY), -EBUSY
    /// for one that is not live or has no exit, unless it is forced.
    /// </summary>
    protected readonly struct FindBody(LinuxKernel kernel, int index, DeleteFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording)
            {
                computer.Note("find_module");
            }

            if (index < 0 || kernel.Loader.Modules[index].State is ModuleState.Unloaded or ModuleState.Deleted)
            {
                return -Errno.ENOENT;
            }

            var module = kernel.Loader.Modules[index];
            if (ModuleSymbols.IsUsed(kernel, module))
            {
                return kernel.Profile.Generation == KernelGeneration.V20 ? -Errno.EBUSY : -Errno.EAGAIN;
            }

            bool isForced = (flags & DeleteFlags.Force) != 0;
            return module.State != ModuleState.Live || (!module.HasExit && !isForced) ? -Errno.EBUSY : 0;
        }
    }

    /// <summary>A module's state changes.</summary>
    protected readonly struct StateBody(KernelModule module, ModuleState state) : IStepBody
    {
        public long Run(Computer computer)
        {
            module.State = state;
            if (computer.Recording)
            {
                computer.Note($"module {module.Name}: {state.ToString().ToUpperInvariant()}");
            }

            return (long)state;
        }
    }

    /// <summary>free_module: gone at once.</summary>
    protected readonly struct FreeBody(ModuleLoader loader, int index) : IStepBody
    {
        public long Run(Computer computer)
        {
            loader.Free(index);
            if (computer.Recording)
            {
                computer.Note($"free_module: {loader.Modules[index].Name} is gone");
            }

            return 0;
        }
    }
}
