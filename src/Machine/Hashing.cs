using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>
/// The mixing function behind every identity in the machine: the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA
/// 2014), used in two lanes with different constants where 128 bits are wanted.
/// </summary>
public static class Hashing
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;
    private const ulong Second = 0xD1B54A32D192ED03UL;

    /// <summary>A bijective scrambling of <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Scramble(ulong x)
    {
        x ^= x >> 30;
        x *= 0xBF58476D1CE4E5B9UL;
        x ^= x >> 27;
        x *= 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    /// <summary>Folds <paramref name="value"/> into <paramref name="hash"/>; order matters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fold(ulong hash, ulong value) => Scramble((hash + Golden) ^ (value * Second));

    /// <summary>The same for the second lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fold2(ulong hash, ulong value) => Scramble((hash * Golden) + value + Second);

    /// <summary>What a value at a place contributes to an order-free sum of places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(ulong place, ulong value) => Scramble(Scramble(place + Golden) ^ value);

    /// <summary>The same for the second lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At2(ulong place, ulong value) => Scramble((place * Second) + (value * Golden) + 1);

    /// <summary>A hash of a text that is the same on every machine and in every process (FNV-1a, 64 bits).</summary>
    public static ulong OfText(ReadOnlySpan<char> text)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }
}
