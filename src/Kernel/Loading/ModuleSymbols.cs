using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Which module uses functions of which: found when a module is loaded, given up when it is freed. Inside steps of the loader.</summary>
/// <remarks>
/// After resolve_symbol and use_module of kernel/module.c of 2.6.11, where a module that is not live yet has no symbols for
/// others, and of 6.8, where insmod waits for it. In 2.0 insmod itself finds the symbols, and the kernel keeps who uses whom.
/// </remarks>
internal static class ModuleSymbols
{
    /// <summary>What <see cref="Resolve"/> gives where the symbol's module is still being loaded and the caller has to wait for it (6.8).</summary>
    internal const int NotYet = 1;

    /// <summary>simplify_symbols: 0, <see cref="NotYet"/>, or -ENOENT with a message.</summary>
    internal static int Resolve(LinuxKernel kernel, KernelModule module)
    {
        foreach (var symbol in module.Imports)
        {
            if (Provider(kernel, symbol.Name) is { State: ModuleState.Coming } && kernel.Profile.Generation == KernelGeneration.V68)
            {
                return NotYet;
            }
        }

        bool isWhole = true;
        foreach (var symbol in module.Imports)
        {
            isWhole &= Provider(kernel, symbol.Name) is { State: ModuleState.Live } || Unknown(kernel, module, symbol.Name);
        }

        return isWhole ? 0 : -Errno.ENOENT;
    }

    /// <summary>The relocations, in the module's memory once that is there, and a reference to each module that is used.</summary>
    internal static void Bind(LinuxKernel kernel, KernelModule module)
    {
        foreach (var symbol in module.Imports)
        {
            var provider = Provider(kernel, symbol.Name)!;
            if (!Uses(module, provider) && kernel.Profile.Generation != KernelGeneration.V20)
            {
                provider.ReferenceCount++;
            }

            symbol.Bind(provider.Exports.First(e => e.Name == symbol.Name).Address, provider.ThisModule);
        }
    }

    /// <summary>module_unload_free: the module uses nobody any more.</summary>
    internal static void Release(LinuxKernel kernel, KernelModule module)
    {
        foreach (var provider in kernel.Loader.Modules)
        {
            if (!Uses(module, provider))
            {
                continue;
            }

            foreach (var symbol in module.Imports)
            {
                if (symbol.Owner == provider.ThisModule)
                {
                    symbol.Bind(Address.Null, Address.Null);
                }
            }

            if (kernel.Profile.Generation != KernelGeneration.V20)
            {
                provider.ReferenceCount--;
                ModulePutBody.Account(kernel, provider);
            }
        }
    }

    /// <summary>modules_which_use_me.</summary>
    internal static IEnumerable<KernelModule> UsersOf(LinuxKernel kernel, KernelModule provider)
        => kernel.Loader.Modules.Where(module => Uses(module, provider));

    /// <summary>Whether any module uses it.</summary>
    internal static bool IsUsed(LinuxKernel kernel, KernelModule provider) => provider.Exports.Count != 0 && UsersOf(kernel, provider).Any();

    /// <summary>The modules that a module depends on, as depmod finds them.</summary>
    internal static IEnumerable<KernelModule> DependenciesOf(KernelModule module)
        => module.Kernel.Loader.Modules.Where(provider => module.Imports.Any(symbol => provider.Exports.Any(e => e.Name == symbol.Name)));

    private static bool Uses(KernelModule module, KernelModule provider)
    {
        foreach (var symbol in module.Imports)
        {
            if (module.State != ModuleState.Unloaded && symbol.Owner == provider.ThisModule)
            {
                return true;
            }
        }

        return false;
    }

    private static KernelModule? Provider(LinuxKernel kernel, string symbol)
    {
        foreach (var module in kernel.Loader.Modules)
        {
            if (module.State is not (ModuleState.Unloaded or ModuleState.Deleted) && module.Exports.Any(e => e.Name == symbol))
            {
                return module;
            }
        }

        return null;
    }

    private static bool Unknown(LinuxKernel kernel, KernelModule module, string symbol)
    {
        string how = kernel.Profile.Generation == KernelGeneration.V68 ? $" (err -{Errno.ENOENT})" : "";
        kernel.Log.Append($"<4>{module.Name}: Unknown symbol {symbol}{how}\n");
        return false;
    }
}
