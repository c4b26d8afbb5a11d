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

    /// <summary>
    /// <c>variable = value; if (variable &gt; limit) variable = limit;</c>: a store, a load, and perhaps a store again. As
    /// compiled it is one store of the smaller of the two where the module's table says so. In any context.
    /// </summary>
    /// <returns>What the function knows to be in the variable now.</returns>
    protected async KTask<long> StoreClamped(
        Shared<long> variable,
        long value,
        long limit,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string function = "")
    {
        if (IsClamped(variable.Address, function))
        {
            long smaller = Math.Min(value, limit);
            await variable.Store(smaller, file, line, function);
            return smaller;
        }

        await variable.Store(value, file, line, function);
        long stored = await variable.Load(file, line, function);
        if (stored <= limit)
        {
            return stored;
        }

        await variable.Store(limit, file, line, function);
        return limit;
    }

    private bool IsClamped(Address variable, string function)
    {
        if (Kernel.Profile.AsCompiled && AsCompiled is { } table)
        {
            foreach (var store in table.Clamped)
            {
                if (store.Function == CNames.Of(function) && store.Symbol == SymbolOf(variable))
                {
                    return true;
                }
            }
        }

        return false;
    }

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
