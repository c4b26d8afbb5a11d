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

        long result = await Section(new EnlistBody(Loader, index), InitModule);
        if (result == 0 && arguments != 0)
        {
            result = await Section(new ParseArgsBody(Loader, index, command, arguments), InitModule);
        }

        await mutex.Up(function: InitModule);
        return result;
    }

    /// <summary>A section of the loader under its lock: one step.</summary>
    protected Step<TBody> Section<TBody>(TBody body, string function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where TBody : struct, IStepBody
    {
        Computer.Announce(Operation.Kernel, Loader.Mutex.Address, new Site(file, line, function));
        return new Step<TBody>(Computer, body);
    }

    /// <summary>load_module and list_add: 0, or -EEXIST.</summary>
    protected readonly struct EnlistBody(ModuleLoader loader, int index) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (loader.Modules[index].State != ModuleState.Unloaded)
            {
                return -Errno.EEXIST;
            }

            loader.Enlist(index);
            if (computer.Recording)
            {
                computer.Note($"module {loader.Modules[index].Name}: COMING");
            }

            return 0;
        }
    }

    /// <summary>parse_args; a module whose parameters are wrong is freed again.</summary>
    protected readonly struct ParseArgsBody(ModuleLoader loader, int index, string command, int arguments) : IStepBody
    {
        public long Run(Computer computer)
        {
            int result = loader.Modules[index].ParseArgs(command.AsSpan(arguments));
            if (result != 0)
            {
                loader.Free(index);
            }

            return result;
        }
    }

    /// <summary>The end of a successful init: LIVE, and the initial reference dropped.</summary>
    protected readonly struct LiveBody(LinuxKernel kernel, KernelModule module) : IStepBody
    {
        public long Run(Computer computer)
        {
            module.State = ModuleState.Live;
            if (computer.Recording)
            {
                computer.Note($"module {module.Name}: LIVE");
            }

            module.ReferenceCount--;
            ModulePutBody.Account(kernel, module);
            return 0;
        }
    }

    /// <summary>find_module and the test of its state: 0, -ENOENT or -EBUSY.</summary>
    protected readonly struct FindBody(ModuleLoader loader, int index) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording)
            {
                computer.Note("find_module");
            }

            return index < 0 || loader.Modules[index].State is ModuleState.Unloaded or ModuleState.Deleted ? -Errno.ENOENT
                : loader.Modules[index].State != ModuleState.Live ? -Errno.EBUSY
                : 0;
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
