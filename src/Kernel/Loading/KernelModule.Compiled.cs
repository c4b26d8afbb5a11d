using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>
    /// Two plain stores, one after the other: <c>first = a; second = b;</c>. As compiled they come in the order that the
    /// module's <see cref="AsCompiled"/> table says. In any context.
    /// </summary>
    protected async KTask StoreBoth<T>(
        Shared<T> first,
        T firstValue,
        Shared<T> second,
        T secondValue,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string function = "")
        where T : unmanaged
    {
        if (AreExchanged(first.Address, second.Address, function))
        {
            await second.Store(secondValue, file, line, function);
            await first.Store(firstValue, file, line, function);
            return;
        }

        await first.Store(firstValue, file, line, function);
        await second.Store(secondValue, file, line, function);
    }

    /// <summary>
    /// A variable that the source reads once more: a load, unless the module is explored as compiled and its table says
    /// that the compiler goes on with <paramref name="earlier"/>. In any context.
    /// </summary>
    protected async KTask<T> LoadAgain<T>(
        Shared<T> variable,
        T earlier,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string function = "")
        where T : unmanaged
        => IsReused(variable.Address, function) ? earlier : await variable.Load(file, line, function);

    private bool AreExchanged(Address first, Address second, string function)
    {
        if (Kernel.Profile.AsCompiled && AsCompiled is { } table)
        {
            foreach (var pair in table.Exchanged)
            {
                if (pair.Function == CNames.Of(function) && pair.First == SymbolOf(first) && pair.Second == SymbolOf(second))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsReused(Address variable, string function)
    {
        if (Kernel.Profile.AsCompiled && AsCompiled is { } table)
        {
            foreach (var load in table.Reused)
            {
                if (load.Function == CNames.Of(function) && load.Symbol == SymbolOf(variable))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private string SymbolOf(Address address) => Kernel.Computer.Memory.RegionNear(address)?.Name ?? "";
}
