using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>Values of any size as one machine word, for hashes and traces.</summary>
internal static class Word
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Of<T>(T value)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            return typeof(T) == typeof(sbyte) ? Unsafe.As<T, sbyte>(ref value) : Unsafe.As<T, byte>(ref value);
        }

        if (Unsafe.SizeOf<T>() == 2)
        {
            return Unsafe.As<T, short>(ref value);
        }

        return Unsafe.SizeOf<T>() == 4 ? Unsafe.As<T, int>(ref value) : Unsafe.As<T, long>(ref value);
    }
}
