using Smp.Machine;

namespace Smp.Tests.Modules;

/// <summary>What the corrected devices do with their flag in one operation, done in two.</summary>
internal static class UnsafeFlag
{
    internal static async KTask<bool> TestThenSet(Atomic flag, string function)
    {
        if (await flag.Read(function: function) != 0)
        {
            return false;
        }

        await flag.Set(1, function: function);
        return true;
    }

    internal static async KTask CountDown(Atomic flag, string function)
        => await flag.Set((int)await flag.Read(function: function) - 1, function: function);
}
